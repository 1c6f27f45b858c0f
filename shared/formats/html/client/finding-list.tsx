import { useMemo, useState } from 'preact/hooks';
import type { PageFinding } from '../page-data.ts';
import { type Group, groupsOf } from '../view/groups.ts';
import { shown, subjectOf } from '../view/text.ts';
import { FindingItem } from './finding-item.tsx';
import { usePage } from './page.ts';

/** As many findings are drawn at once: what a screen takes, and more than anybody reads at once. */
const STEP = 100;

/** Findings by Service. Only the first are drawn until somebody asks for more. */
export function FindingList({ findings }: { readonly findings: readonly PageFinding[] }) {
  const { words, isPrinting } = usePage();
  const [asked, setAsked] = useState<{ readonly of: typeof findings; readonly most: number }>();
  const most = isPrinting ? findings.length : asked && sameFindings(asked.of, findings) ? asked.most : STEP;
  const groups = useMemo(() => groupsOf(findings.slice(0, most)), [findings, most]);
  const left = findings.length - most;
  const more = (next: number) => setAsked({ of: findings, most: next });
  return (
    <>
      {groups.map((group) => (
        <FindingGroup key={group.key} group={group} />
      ))}
      {left > 0 && (
        <p class="more no-print">
          <button type="button" onClick={() => more(most + STEP)}>
            {words.more(Math.min(STEP, left))}
          </button>
          <button type="button" class="link" onClick={() => more(findings.length)}>
            {words.showAll} ({findings.length})
          </button>
        </p>
      )}
    </>
  );
}

/** The same ones, though they were looked for anew. */
function sameFindings(one: readonly PageFinding[], other: readonly PageFinding[]): boolean {
  return one.length === other.length && one.every((finding, index) => finding === other[index]);
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
