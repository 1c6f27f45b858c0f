import { EVERYTHING } from '../view/query.ts';
import { minuteOf, shown } from '../view/text.ts';
import { usePage } from './page.ts';
import { showFindings } from './show-findings.ts';

/** What is different from the run before; nothing where that is not known. */
export function ChangesSince() {
  const { data, words, shared, look, isPrinting } = usePage();
  const { changes } = data;
  if (!changes) return null;
  const { since, opened, reopened, worse, resolved, verdicts } = changes;
  const counts = { opened, reopened, worse, resolved };
  const kinds = (['opened', 'reopened', 'worse', 'resolved'] as const).filter(
    (kind) => counts[kind].length > 0,
  );
  const showNew = () => {
    look({ ...EVERYTHING, standing: 'new' });
    showFindings();
  };
  return (
    <div class="changes">
      <h2>{words.changes(minuteOf(since.startedAt))}</h2>
      {kinds.length + verdicts.length === 0 && <p>{words.nothingChanged}</p>}
      {kinds.length > 0 && (
        <ul class="tallies">
          {kinds.map((kind) => (
            <li key={kind} class={kind}>
              {kind === 'opened' || kind === 'reopened' ? (
                <button type="button" onClick={showNew}>
                  <b>{counts[kind].length}</b> {words.changeKinds[kind]}
                </button>
              ) : (
                <span>
                  <b>{counts[kind].length}</b> {words.changeKinds[kind]}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {verdicts.length > 0 && (
        <ul class="lines">
          {verdicts.map(({ clusterId, name, before, after }) => (
            <li key={clusterId}>
              <bdi>{shown(name || clusterId)}</bdi>
              {shared.colon}
              <span class={`verdict ${before}`}>{shared.verdicts[before]}</span> →{' '}
              <span class={`verdict ${after}`}>{shared.verdicts[after]}</span>
            </li>
          ))}
        </ul>
      )}
      {resolved.length > 0 && (
        <details open={isPrinting}>
          <summary>
            {words.changeKinds.resolved}
            {shared.colon}
            {resolved.length}
          </summary>
          <ul class="lines">
            {resolved.map(({ id, rule, clusterName, clusterId, subject }) => (
              <li key={id}>
                <bdi>{shown(clusterName || clusterId)}</bdi> <bdi>{shown(subject)}</bdi>{' '}
                <code>{shown(rule)}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
