import type { Language } from '../../../rules/rule.ts';
import { WORDS } from '../../words.ts';
import type { FleetRun } from '../fleet-data.ts';
import { minuteOf, shown } from '../view/text.ts';
import { FLEET_WORDS, type FleetWords } from '../words-fleet.ts';

/** The last runs, the latest first. */
export function RunHistory({
  runs,
  language,
}: {
  readonly runs: readonly FleetRun[];
  readonly language: Language;
}) {
  const words = FLEET_WORDS[language];
  if (runs.length === 0) return null;
  return (
    <section>
      <h2>{words.runs}</h2>
      <table class="rest">
        <thead>
          <tr>
            {words.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run}>
              {cellsOf(run, language).map((cell, index) => (
                <td key={words.columns[index]} data-label={words.columns[index]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellsOf(run: FleetRun, language: Language): readonly string[] {
  const words = FLEET_WORDS[language];
  const { verdicts, counts } = run;
  const findings = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    minuteOf(run.startedAt),
    run.status === 'closed' ? durationOf(run) : words[run.status],
    kindOf(run, words, WORDS[language].comma),
    shown(run.targetCcmVersion.replace(/^v?/, 'v')),
    verdicts ? words.verdicts(verdicts.blocked, verdicts.unknown, verdicts.ready) : '',
    findings === undefined ? '' : String(findings),
  ];
}

function kindOf({ isWhole, isOfOtherTarget, kind }: FleetRun, words: FleetWords, comma: string): string {
  if (isWhole) return words.kinds[kind];
  return `${words.kinds[kind]}${comma}${isOfOtherTarget ? words.otherTarget : words.partial}`;
}

/** `1:05` minutes. */
function durationOf({ startedAt, finishedAt }: FleetRun): string {
  const seconds = Math.round((Date.parse(finishedAt ?? '') - Date.parse(startedAt)) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
