import type { Language } from '../../../rules/rule.ts';
import { WORDS } from '../../words.ts';
import type { Part, RunProgress } from '../fleet-data.ts';
import { FLEET_WORDS } from '../words-fleet.ts';
import { refusalIn } from './refusal.ts';
import type { Refusal } from './service.ts';
import type { Scanning, UnderWay } from './use-scan.ts';

interface ScanPanelProps {
  readonly scanning: Omit<Scanning, 'start'>;
  readonly start: () => void;
  readonly leave: () => void;
  /** Why the last loading of the data failed. */
  readonly why: Refusal | undefined;
  readonly hasReport: boolean;
  readonly language: Language;
}

/** Begins a scan of the fleet, shows how far it is, and says when it is through. */
export function ScanPanel({ scanning, start, leave, why, hasReport, language }: ScanPanelProps) {
  const words = FLEET_WORDS[language];
  const { underWay, isOver, trouble } = scanning;
  const fault = trouble ?? why;
  return (
    <section class="scan no-print">
      <button type="button" class="primary" disabled={underWay !== undefined} onClick={start}>
        {words.scanNow}
      </button>
      <div role="status" class="state">
        {underWay && <Progress underWay={underWay} language={language} />}
        {!underWay && isOver && words.finished}
        {!underWay && !hasReport && words.noReport}
        {fault && <span class="note">{refusalIn(fault, words)}</span>}
      </div>
      <button type="button" class="quiet" onClick={leave}>
        {words.leave}
      </button>
    </section>
  );
}

interface ProgressProps {
  readonly underWay: UnderWay;
  readonly language: Language;
}

function Progress({ underWay: { progress }, language }: ProgressProps) {
  const words = FLEET_WORDS[language];
  const share = progress && shareOf(progress);
  return (
    <>
      <progress aria-label={words.scanning} max={1} {...(share !== undefined && { value: share })} />
      <span>
        {words.scanning}
        {progress &&
          `${WORDS[language].colon}${words.progress(partOf(progress.shards), partOf(progress.clusters), partOf(progress.loadBalancers))}`}
      </span>
    </>
  );
}

/** Shards, clusters and SLBs weigh the same; how many there are becomes known on the way. */
function shareOf({ shards, clusters, loadBalancers }: RunProgress): number | undefined {
  const known = [shards, clusters, loadBalancers].filter(({ total }) => total > 0);
  if (known.length === 0) return undefined;
  return known.reduce((sum, { done, total }) => sum + Math.min(1, done / total), 0) / known.length;
}

function partOf({ done, total }: Part): string {
  return `${done}/${total}`;
}
