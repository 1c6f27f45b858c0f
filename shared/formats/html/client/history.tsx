import { EFFECTS, type Effect } from '../../../rules/rule.ts';
import type { RunLine } from '../page-data.ts';
import { dayOf, minuteOf } from '../view/text.ts';
import { usePage } from './page.ts';

type Ended = RunLine & { readonly counts: NonNullable<RunLine['counts']> };

const WIDTH = 320;
const HEIGHT = 64;
/** Fewer runs are drawn as if they were so many, so that two do not look like towers. */
const FEWEST = 14;

/** Open findings by effect over the last runs, as bars, and as a table for whoever wants the numbers. */
export function History({ runs }: { readonly runs: readonly RunLine[] }) {
  const { words, shared } = usePage();
  const { colon } = shared;
  const ended = runs.filter((run): run is Ended => run.counts !== undefined).toReversed();
  const first = ended[0];
  const last = ended.at(-1);
  if (!first || !last) return null;
  const highest = Math.max(1, ...ended.map(totalOf));
  const step = WIDTH / Math.max(FEWEST, ended.length);
  return (
    <figure class="history">
      <figcaption>{words.history}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${words.history}${colon}${minuteOf(first.startedAt)}${colon}${totalOf(first)} → ${minuteOf(last.startedAt)}${colon}${totalOf(last)}`}
      >
        <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {ended.map((run, index) => (
          <g key={run.run} transform={`translate(${index * step} 0)`}>
            <title>{`${minuteOf(run.startedAt)}${colon}${totalOf(run)}`}</title>
            {stackOf(run, highest).map(({ effect, top, height }) => (
              <rect key={effect} class={effect} x="0" y={top} width={step * 0.72} height={height} />
            ))}
          </g>
        ))}
      </svg>
      <p class="ends">
        {dayOf(first.startedAt)} – {dayOf(last.startedAt)}
      </p>
      <details class="no-print">
        <summary>{words.historyAsTable}</summary>
        <HistoryTable runs={ended.toReversed()} />
      </details>
    </figure>
  );
}

function HistoryTable({ runs }: { readonly runs: readonly Ended[] }) {
  const { words } = usePage();
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.run}</th>
            {EFFECTS.map((effect) => (
              <th key={effect} scope="col">
                {words.effects[effect]}
              </th>
            ))}
            <th scope="col">{words.total}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run}>
              <th scope="row">{minuteOf(run.startedAt)}</th>
              {EFFECTS.map((effect) => (
                <td key={effect}>{run.counts[effect] ?? 0}</td>
              ))}
              <td>{totalOf(run)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function totalOf({ counts }: Ended): number {
  return EFFECTS.reduce((sum, effect) => sum + (counts[effect] ?? 0), 0);
}

function stackOf(
  { counts }: Ended,
  highest: number,
): readonly { readonly effect: Effect; readonly top: number; readonly height: number }[] {
  let top = HEIGHT;
  return EFFECTS.filter((effect) => (counts[effect] ?? 0) > 0).map((effect) => {
    const height = ((counts[effect] ?? 0) / highest) * (HEIGHT - 2);
    top -= height;
    return { effect, top, height };
  });
}
