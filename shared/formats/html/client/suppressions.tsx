import { shown } from '../view/text.ts';
import { usePage } from './page.ts';

const STALE_FIRST = ['malformed', 'expired', 'unused', 'active'] as const;

/** Every suppression with what became of it, those that need a look first. */
export function Suppressions() {
  const { data, words, shared, markdown } = usePage();
  const all = data.report.suppressions ?? [];
  if (all.length === 0) return null;
  const sorted = STALE_FIRST.flatMap((state) => all.filter((one) => one.state === state));
  const stale = all.filter((one) => one.state !== 'active').length;
  const [rule, target, until, from, reason, state] = markdown.suppressions;
  return (
    <section>
      <h2>
        {markdown.suppressionTitle}
        {stale > 0 && (
          <span class="aside">
            {stale} {words.badSuppressions}
          </span>
        )}
      </h2>
      <table class="rest">
        <thead>
          <tr>
            {markdown.suppressions.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((one, index) => (
            <tr key={index} class={one.state}>
              <td data-label={rule}>
                <code>{shown(one.rule)}</code>
              </td>
              <td data-label={target}>
                <code>{shown(one.target)}</code>
              </td>
              <td data-label={until}>{one.until === undefined ? markdown.noEnd : shown(one.until)}</td>
              <td data-label={from}>{markdown.sources[one.source]}</td>
              <td data-label={reason}>
                <bdi>{shown(one.reason)}</bdi>
              </td>
              <td data-label={state}>{shared.suppressionStates[one.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
