import type { SuppressionUse } from '../report/report.ts';
import type { DigestCluster, DigestFinding, DigestItem, Unscanned, VerdictChange } from './digest-data.ts';
import type { DigestWords } from './digest-words.ts';
import { plain } from './plain-text.ts';

/** The most characters of remote texts: enough for every true name, and for what a sentence has to say. */
const LONGEST_NAME = 130;
const LONGEST_ID = 64;
const LONGEST_MESSAGE = 400;

const SEPARATOR = ' · ';

/** An open finding in one line: where, what, behind what it is hidden, and since when if that is not today. */
export function openLine({ kind, finding }: DigestItem, words: DigestWords): string {
  const isOrphan = finding.effect === 'orphaned';
  const since = words.openFor(finding.daysOpen, dayOf(finding.firstSeen));
  return joined([
    subject(finding),
    isOrphan ? '' : label(finding),
    plain(finding.message, LONGEST_MESSAGE),
    finding.hiddenBehind === undefined ? '' : words.hidden(plain(finding.hiddenBehind, LONGEST_NAME)),
    kind === 'reopened' ? words.reopened : kind === 'worse' ? words.worse : '',
    isOrphan || kind === 'worse' ? since : '',
  ]);
}

/** A finding that is gone. Its message speaks of what is to come, so only its place is named. */
export function resolvedLine({ finding }: DigestItem, words: DigestWords): string {
  const { loadBalancerId, listenerPort, service, daysOpen } = finding;
  return joined([
    subject(finding),
    label(finding),
    service !== undefined && loadBalancerId ? plain(loadBalancerId, LONGEST_ID) : '',
    listenerPort === undefined ? '' : words.port(listenerPort),
    words.wasOpen(daysOpen),
  ]);
}

/** A cluster by name and id, and what became of it. */
export function changeLine(change: VerdictChange, words: DigestWords): string {
  const { from, to, error } = change;
  const verdicts = `${words.verdicts[from ?? 'first']} → ${words.verdicts[to]}`;
  return joined([clusterName(change), verdicts, error === undefined ? '' : plain(error, LONGEST_MESSAGE)]);
}

/** A cluster by name, with its id where that says more. */
export function clusterName({ clusterId, name }: { clusterId: string; name: string }): string {
  const id = plain(clusterId, LONGEST_ID);
  const shown = bold(plain(name, LONGEST_NAME));
  if (shown === '' || name === clusterId) return bold(id);
  return id === '' ? shown : `${shown} (${id})`;
}

/** Something that could not be read, and why. */
export function unscannedLine(unscanned: Unscanned, words: DigestWords): string {
  const { clusterId, clusterName: name = '', regionId = '', reason } = unscanned;
  const where =
    clusterId === undefined
      ? `${words.region} ${bold(plain(regionId, LONGEST_ID))}`
      : clusterName({ clusterId, name });
  return joined([where, plain(reason, LONGEST_MESSAGE)]);
}

/** A cluster that was not ready before, and is not now. */
export function remainingLine(cluster: DigestCluster, words: DigestWords): string {
  const { verdict, open } = cluster;
  const counts = (['fails-check', 'breaks-sync'] as const)
    .map((effect) => [open[effect] ?? 0, words.effects[effect]] as const)
    .filter(([count]) => count > 0)
    .map(([count, effect]) => words.count(count, effect));
  return joined([clusterName(cluster), words.verdicts[verdict], ...counts]);
}

/** A suppression that somebody should look at. */
export function suppressionLine(suppression: SuppressionUse, words: DigestWords): string {
  const { rule, target, reason, until = '', state } = suppression;
  const { expired, unused, malformed } = words.suppressions;
  return joined([
    state === 'expired' ? expired(plain(until, LONGEST_ID)) : state === 'unused' ? unused : malformed,
    rule === '' ? '' : plain(rule, LONGEST_ID),
    bold(plain(target, LONGEST_NAME)),
    plain(reason, LONGEST_MESSAGE),
  ]);
}

/** The day of a time, as UTC has it, and says so: in China it is another one for eight hours. */
function dayOf(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? plain(iso, LONGEST_ID) : `${new Date(time).toISOString().slice(0, 10)} UTC`;
}

function subject({
  namespace,
  service,
  loadBalancerId,
  clusterName: name,
  clusterId,
}: DigestFinding): string {
  const thing = service === undefined ? loadBalancerId : `${namespace ?? ''}/${service}`;
  return bold(plain(thing || name || clusterId, LONGEST_NAME));
}

/** What the console prints, or else what the rule is called. */
function label({ effect, phrase, ruleTitle }: DigestFinding): string {
  return effect === 'fails-check' && phrase
    ? `"${plain(phrase, LONGEST_ID)}"`
    : plain(ruleTitle, LONGEST_NAME);
}

function bold(text: string): string {
  return text === '' ? '' : `**${text}**`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(SEPARATOR);
}
