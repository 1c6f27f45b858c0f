import Table from 'cli-table3';
import pc from 'picocolors';
import type { Language } from '../rules/rule.ts';
import { allNeededWork, type PermissionCheck, type Place } from '../scan/permissions/check.ts';
import type { PartCheck } from '../store/part-check.ts';
import type { FormatOptions } from './options.ts';
import { type Colors, outcomePaint } from './outcome-paint.ts';
import { partAnswers, partRows, partSummary } from './part-rows.ts';
import { grantSections } from './permission-grants.ts';
import { printable } from './printable.ts';
import { WORDS } from './words.ts';
import { PERMISSION_WORDS, type PermissionWords } from './words-permissions.ts';

interface PermissionPen {
  readonly language: Language;
  readonly words: PermissionWords;
  readonly colors: Colors;
  readonly nameOf: (place: Place) => string;
}

/**
 * Checked permissions for people, and the store and robots that were tried with them: a table, the answers of what did
 * not work, how it stands, and what to grant.
 */
export function formatPermissions(
  checks: readonly PermissionCheck[],
  { language, color }: FormatOptions,
  parts: readonly PartCheck[] = [],
): string {
  const words = PERMISSION_WORDS[language];
  const pen: PermissionPen = { language, words, colors: pc.createColors(color), nameOf: namerOf(checks) };
  const sections = [
    table(checks, parts, pen),
    answers(checks, parts, pen),
    [summary(checks, pen), ...partSummary(parts, language, pen.colors)].join('\n'),
    ...grantSections(checks, words, pen.nameOf),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** Account and region, or account and cluster; with the cluster's id where its account has two of that name. */
function namerOf(checks: readonly PermissionCheck[]): (place: Place) => string {
  const ids = new Map<string, Set<string>>();
  const key = ({ account, cluster }: Place) => JSON.stringify([account, cluster?.name]);
  for (const { where } of checks) {
    if (!where.cluster) continue;
    ids.set(key(where), (ids.get(key(where)) ?? new Set()).add(where.cluster.clusterId));
  }
  return (place) => {
    const { account, regionId, cluster } = place;
    const isUnique = cluster && cluster.name !== '' && ids.get(key(place))?.size === 1;
    const inner = isUnique ? cluster.name : cluster ? `${cluster.name} (${cluster.clusterId})` : regionId;
    return printable([account, ...(inner === undefined ? [] : [inner])].join(' / '));
  };
}

function table(checks: readonly PermissionCheck[], parts: readonly PartCheck[], pen: PermissionPen): string {
  const { words, colors, nameOf } = pen;
  const rows = new Table({ head: [...words.columns], style: { head: [], border: [], compact: true } });
  for (const group of groupsOf(checks)) {
    const [check] = group;
    if (!check) continue;
    const name = check.permission === 'credentials' ? words.credentials : printable(check.permission);
    const permission = check.optional ? words.optional(name) : name;
    rows.push([
      nameOf(check.where),
      group.length > 1 ? words.more(group.length) : permission,
      outcomePaint(check, colors)(words.outcomes[check.outcome]),
      advice(check, words),
    ]);
  }
  rows.push(...partRows(parts, pen.language, colors));
  return rows.toString();
}

/** What had to be left alone in one place, for one reason, is one row; everything else is a row of its own. */
function groupsOf(checks: readonly PermissionCheck[]): readonly (readonly PermissionCheck[])[] {
  const groups: PermissionCheck[][] = [];
  for (const check of checks) {
    const last = groups.at(-1);
    const before = last?.[0];
    if (last && before && isLeft(before) && reasonOf(before) === reasonOf(check)) last.push(check);
    else groups.push([check]);
  }
  return groups;
}

function isLeft({ hint }: PermissionCheck): boolean {
  return hint === 'blocked' || hint === 'not-running';
}

function reasonOf({ where, outcome, hint, message }: PermissionCheck): string {
  return JSON.stringify([where, outcome, hint, message]);
}

function advice({ outcome, hint, needed, where }: PermissionCheck, words: PermissionWords): string {
  if (hint) return words.hints[hint];
  switch (outcome) {
    case 'ok':
      return '';
    case 'denied':
      return needed?.kind === 'rbac' ? words.allowInCluster : words.allowInRam;
    case 'unreachable':
      return where.cluster && needed?.kind === 'rbac' ? words.reachCluster : words.reachCloud;
    default:
      return words.seeBelow;
  }
}

function answers(
  checks: readonly PermissionCheck[],
  parts: readonly PartCheck[],
  { language, words, colors, nameOf }: PermissionPen,
): string {
  const { colon, comma } = WORDS[language];
  const own = groupsOf(checks).flatMap(([check]) =>
    check?.message === undefined
      ? []
      : [`  ${nameOf(check.where)}${comma}${printable(check.permission)}${colon}${printable(check.message)}`],
  );
  const lines = [...own, ...partAnswers(parts, language)];
  return lines.length === 0 ? '' : [colors.bold(words.answers), ...lines].join('\n');
}

function summary(checks: readonly PermissionCheck[], { words, colors }: PermissionPen): string {
  const needed = checks.filter((check) => !check.optional);
  const lacking = checks.filter((check) => check.outcome !== 'ok').length;
  if (!allNeededWork(checks)) {
    const working = needed.filter((check) => check.outcome === 'ok').length;
    return colors.red(words.notAllWorks(working, needed.length));
  }
  return colors.green(
    lacking === 0 ? words.allWorks(checks.length) : words.neededWorks(needed.length, lacking),
  );
}
