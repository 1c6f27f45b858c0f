import type { ClusterReport, Precheck } from '../../../report/report.ts';
import type { Pen } from '../../pen.ts';
import { formatPrecheck } from '../../table-precheck.ts';
import { findingIn } from '../view/finding-in.ts';
import { usePage } from './page.ts';

const same = (text: string | number) => String(text);
/** The table's words about a check have no other colours. */
const PLAIN = { dim: same, yellow: same } as unknown as Pen['colors'];

/** What the cluster's own last check says, and how far that agrees. */
export function OwnCheck({
  cluster,
  precheck,
}: {
  readonly cluster: ClusterReport;
  readonly precheck: Precheck;
}) {
  const { byCluster, shared, language, isPrinting } = usePage();
  const findings = (byCluster.get(cluster.clusterId) ?? []).map((finding) => findingIn(finding, language));
  const [first, ...rest] = formatPrecheck(cluster, precheck, findings, { words: shared, colors: PLAIN });
  return (
    <details class="own-check" open={isPrinting}>
      <summary>{first}</summary>
      <ul class="lines">
        {rest.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
