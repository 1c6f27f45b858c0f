import type { ChangeValue } from '../../model/change.ts';
import type { FindingTexts } from '../../store/record.ts';
import type { PageFinding } from './page-data.ts';

/** Stand for what a finding says of itself elsewhere; no text of ours has characters of this area. */
const FIRST_MARK = 0xe000;
const MOST_MARKS = 0xff;
/** Stands before a character of the area that was in the text itself. */
const ESCAPE = '\ue0ff';
const MARKED = /\ue0ff(.)|[\ue000-\ue0fe]/gsu;
const OWN = /[\ue000-\ue0ff]/gu;
/** Half a character: no pattern finds it. */
const HALF = /\p{Surrogate}/u;
/** To mark anything shorter saves nothing. */
const SHORTEST = 3;
/** Of remote text no pattern is made that is too large for the engine; names of ours are shorter. */
const LONGEST = 256;

/**
 * A finding in whose texts the names of its Service, SLB and values are replaced by marks, so that findings of one rule
 * have the same texts. `unfolded` undoes it.
 */
export function folded(finding: PageFinding): PageFinding {
  const names = namesOf(finding);
  const places = new Map(names.map((name, index) => [name, String.fromCharCode(FIRST_MARK + index)]));
  const pattern = new RegExp([OWN.source, ...names.toSorted(longestFirst).map(literal)].join('|'), 'gu');
  return reworded(finding, (text) =>
    text.replace(pattern, (found) => places.get(found) ?? `${ESCAPE}${found}`),
  );
}

/** A finding as it was before it was folded. */
export function unfolded(finding: PageFinding): PageFinding {
  const names = namesOf(finding);
  return reworded(finding, (text) =>
    text.replace(MARKED, (mark, own?: string) => own ?? names[mark.charCodeAt(0) - FIRST_MARK] ?? mark),
  );
}

function reworded(finding: PageFinding, of: (text: string) => string): PageFinding {
  const texts = Object.entries(finding.texts).map(([language, { message, cause, fixes }]) => [
    language,
    {
      message: of(message),
      cause: of(cause),
      fixes: fixes.map(({ command, text, ...fix }) => ({
        ...fix,
        text: of(text),
        ...(command !== undefined && { command: of(command) }),
      })),
    } satisfies FindingTexts,
  ]);
  return { ...finding, texts: Object.fromEntries(texts) };
}

function namesOf(finding: PageFinding): readonly string[] {
  const { namespace, service, loadBalancerId, vServerGroupId, vServerGroupName, clusterId } = finding;
  const { clusterName, regionId, listenerPort, listenerProtocol, changes } = finding;
  const fields = [
    ...[namespace, service, loadBalancerId, vServerGroupId, vServerGroupName, clusterId, clusterName],
    ...[regionId, listenerPort?.toString(), listenerProtocol],
    ...changes.flatMap(({ field, actual, expected, annotation }) => [
      ...[field, annotation],
      ...[actual, expected].flatMap(partsOf),
    ]),
  ];
  const long = fields.filter(
    (name): name is string => name !== undefined && name.length >= SHORTEST && name.length <= LONGEST,
  );
  return [...new Set(long.filter((name) => !HALF.test(name)))].slice(0, MOST_MARKS);
}

/** A value, and the address in front of its port. */
function partsOf(value: ChangeValue): readonly string[] {
  if (value === null) return [];
  const items = typeof value === 'object' ? value : [String(value)];
  return items.flatMap((item) => [item, item.split(':')[0] ?? '']);
}

function longestFirst(one: string, other: string): number {
  return other.length - one.length;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
}
