import { isBeyondKnown, NEWEST_KNOWN } from '../../../model/ccm-version.ts';
import { EFFECTS } from '../../../rules/rule.ts';
import { scopeText } from '../../scope-text.ts';
import { countsByEffect, VERDICTS_IN_ORDER } from '../view/groups.ts';
import { EVERYTHING } from '../view/query.ts';
import { shown } from '../view/text.ts';
import { headlineOf } from '../view/verdict-lines.ts';
import { ChangesSince } from './changes-since.tsx';
import { History } from './history.tsx';
import { usePage } from './page.ts';
import { showFindings } from './show-findings.ts';

/** The answer: which clusters can be upgraded, what blocks the rest, and how much it rests on. */
export function Overview() {
  const { data, words, shared, figures } = usePage();
  const { report, runs = [] } = data;
  const { clusters: c, services: s, loadBalancers: l } = report.coverage;
  const { scope } = report.scan;
  const { title, notes } = headlineOf(figures, words, scope);
  return (
    <section class="answer">
      <div>
        <h1>{title}</h1>
        <ul class="verdict-bar" aria-label={words.clusters}>
          {VERDICTS_IN_ORDER.filter((verdict) => figures.verdicts[verdict] > 0).map((verdict) => (
            <li
              key={verdict}
              class={`${verdict} share-${shareOf(figures.verdicts[verdict], report.clusters.length)}`}
            >
              <b>{figures.verdicts[verdict]}</b> {shared.verdicts[verdict]}
            </li>
          ))}
        </ul>
        {notes.length > 0 && <p class="notes">{notes.join(' ')}</p>}
        {scope && <p class="note">{words.scope(shown(scopeText(scope)))}</p>}
        {isBeyondKnown(report.scan.targetCcmVersion) && (
          <p class="note">{shared.beyondKnown(NEWEST_KNOWN)}</p>
        )}
        <p class="coverage">
          {words.coverage([
            [c.read, c.total],
            [s.compared, s.total],
            [l.read, l.total],
          ])}
        </p>
        <ChangesSince />
      </div>
      <aside>
        <h2>{words.byEffect}</h2>
        <Effects />
        {runs.length > 1 && <History runs={runs} />}
      </aside>
    </section>
  );
}

/** In twelfths, so that the style sheet has a width for it; never nothing. */
function shareOf(part: number, all: number): number {
  return Math.max(1, Math.round((part / all) * 12));
}

function Effects() {
  const { data, words, look } = usePage();
  const counts = countsByEffect(data.report.findings);
  return (
    <ul class="effects">
      {EFFECTS.map((effect) => (
        <li key={effect} class={effect}>
          <button
            type="button"
            disabled={counts[effect] === 0}
            onClick={() => {
              look({ ...EVERYTHING, effect });
              showFindings();
            }}
          >
            <b>{counts[effect]}</b>
            <span>
              <span class="name">{words.effects[effect]}</span>
              <small>{words.effectMeans[effect]}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
