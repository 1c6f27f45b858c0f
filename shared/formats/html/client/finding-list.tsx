import { useMemo } from 'preact/hooks';
import type { PageFinding } from '../page-data.ts';
import { type Group, groupsOf } from '../view/groups.ts';
import { shown, subjectOf } from '../view/text.ts';
import { FindingItem } from './finding-item.tsx';
import { usePage } from './page.ts';
import { More, useSteps } from './steps.tsx';

/** Findings by Service. Only the first are drawn until somebody asks for more. */
export function FindingList({ findings }: { readonly findings: readonly PageFinding[] }) {
  const steps = useSteps(findings);
  const groups = useMemo(() => groupsOf(findings.slice(0, steps.most)), [findings, steps.most]);
  return (
    <>
      {groups.map((group) => (
        <FindingGroup key={group.key} group={group} />
      ))}
      <More steps={steps} />
    </>
  );
}

function FindingGroup({ group: { first, findings } }: { readonly group: Group }) {
  const { words } = usePage();
  const { clusterName, clusterId, service, loadBalancerId } = first;
  return (
    <section class="group">
      <h3>
        <bdi class="cluster">{shown(clusterName || clusterId)}</bdi>
        <bdi class="subject">{service === undefined ? words.facts.loadBalancer : subjectOf(first)}</bdi>
        {service !== undefined && loadBalancerId !== undefined && <code>{shown(loadBalancerId)}</code>}
      </h3>
      {findings.map((finding) => (
        <FindingItem key={finding.id} finding={finding} />
      ))}
    </section>
  );
}
