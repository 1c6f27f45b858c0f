import type { ComponentChildren } from 'preact';
import type { Finding } from '../../../report/report.ts';
import { EVERYTHING, hashOf } from '../view/query.ts';
import { minuteOf, shown, subjectOf } from '../view/text.ts';
import { Differences } from './differences.tsx';
import { Fixes } from './fixes.tsx';
import { usePage } from './page.ts';

/** What differs, why it matters, what the console says, and the ways out. */
export function FindingBody({ finding }: { readonly finding: Finding }) {
  const { words, shared } = usePage();
  const { changes, cause, confirmed, suppressed } = finding;
  return (
    <div class="body">
      {changes.length > 0 && <Differences changes={changes} />}
      <dl>
        {cause !== '' && (
          <Fact name={words.why}>
            <bdi>{shown(cause)}</bdi>
          </Fact>
        )}
        <Fact name={words.console}>
          <Phrase finding={finding} /> <Visibility finding={finding} />
        </Fact>
        {!confirmed && <Fact name={words.standings.unconfirmed}>{shared.unconfirmed}</Fact>}
        {suppressed && (
          <Fact name={words.standings.suppressed}>
            <bdi>{shown(shared.suppressed(suppressed.reason, suppressed.until))}</bdi>
            <small class="line">{words.noteSuppressed}</small>
          </Fact>
        )}
      </dl>
      <Fixes fixes={finding.fixes} />
      <Facts finding={finding} />
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The words by which somebody finds it in the console. */
function Phrase({ finding: { phrase, code, effect } }: { readonly finding: Finding }) {
  const { words } = usePage();
  if (effect !== 'fails-check') return words.notInConsole;
  return phrase === null ? words.noPhrase(code ?? '–') : <q>{shown(phrase)}</q>;
}

function Visibility({ finding }: { readonly finding: Finding }) {
  const { words, byId, language, data } = usePage();
  const { visibility, hiddenBehind, effect } = finding;
  if (visibility === 'never') return effect === 'fails-check' ? words.visibility.never : null;
  if (visibility === 'reported' || hiddenBehind === undefined) return words.visibility[visibility];
  const behind = byId.get(hiddenBehind);
  const hash = hashOf(
    { ...EVERYTHING, finding: hiddenBehind },
    language === data.languages[0] ? undefined : language,
  );
  return (
    <>
      {words.visibility.hidden}{' '}
      {behind ? (
        <a href={hash}>
          {shown(behind.phrase ?? behind.rule)} (<bdi>{subjectOf(behind)}</bdi>)
        </a>
      ) : (
        <code>{shown(hiddenBehind)}</code>
      )}
    </>
  );
}

/** Ids and names, for whoever wants to look. */
function Facts({ finding }: { readonly finding: Finding }) {
  const { words, data, language } = usePage();
  const { facts } = words;
  const { id, rule, code, loadBalancerId, listenerProtocol, listenerPort } = finding;
  const life = data.life?.[id];
  const listener = [listenerProtocol, listenerPort].filter((part) => part !== undefined).join(':');
  const group = [finding.vServerGroupName, finding.vServerGroupId].filter(Boolean).join(' ');
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [facts.rule, rule],
    [facts.code, code],
    [facts.loadBalancer, loadBalancerId],
    [facts.listener, listener],
    [facts.group, group],
  ];
  const hash = hashOf({ ...EVERYTHING, finding: id }, language === data.languages[0] ? undefined : language);
  return (
    <p class="facts">
      {life && (
        <span>
          {facts.known} {words.known(minuteOf(life.firstSeen), minuteOf(life.lastSeen), life.sightings)}
        </span>
      )}
      {rows.map(([name, value]) =>
        value ? (
          <span key={name}>
            {name} <code>{shown(value)}</code>
          </span>
        ) : null,
      )}
      <span>
        {facts.id}{' '}
        <a href={hash}>
          <code>{shown(id)}</code>
        </a>
      </span>
    </p>
  );
}
