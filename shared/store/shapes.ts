import { type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { EFFECTS } from '../rules/rule.ts';
import type { TableName } from './rows.ts';

/**
 * What this program relies on in the data of each table. Further properties are let be: a later version may have added
 * them.
 */

/** Any text. */
export const Text = Type.String();
/** Any number. */
export const Count = Type.Number();
/** A time, ISO 8601. */
export const Time = Type.String({ pattern: '^[+-]?\\d{4,6}-\\d\\d-\\d\\dT', errorMessage: 'must be a time' });

/** An object whose properties may be missing. */
export function some<P extends TProperties>(properties: P) {
  return Type.Partial(Type.Object(properties));
}

/** One of some words. */
export function oneOf(...words: readonly string[]) {
  return Type.Union(words.map((word) => Type.Literal(word)));
}

const Effect = oneOf(...EFFECTS);
const Verdict = oneOf('ready', 'blocked', 'unknown');

/** A list of texts. */
export const Names = Type.Array(Text);

const Fixes = Type.Array(Type.Object({ kind: Text, text: Text, command: Type.Optional(Text) }));
/** The words of a finding, in one language. */
export const Texts = { message: Text, cause: Text, fixes: Fixes };
const TextOrNull = Type.Union([Text, Type.Null()]);
const Value = Type.Union([Text, Count, Type.Boolean(), Type.Null(), Type.Array(Text)]);

/** What a finding has beside its words. */
export const FindingFacts = {
  id: Text,
  rule: Text,
  effect: Effect,
  visibility: oneOf('reported', 'hidden', 'never'),
  severity: oneOf('error', 'warning', 'info'),
  confirmed: Type.Boolean(),
  clusterId: Text,
  clusterName: Text,
  regionId: Text,
  changes: Type.Array(
    Type.Object({ field: Text, actual: Value, expected: Value, annotation: Type.Optional(Text) }),
  ),
};

/** Where a suppression stands. */
export const Source = oneOf('config', 'annotation');
const Suppressed = Type.Intersect([Type.Object({ reason: Text, source: Source }), some({ until: Text })]);

/** What a finding may have besides. */
export const MoreFacts = some({
  phrase: TextOrNull,
  code: TextOrNull,
  hiddenBehind: Text,
  suppressed: Suppressed,
  namespace: Text,
  service: Text,
  loadBalancerId: Text,
  listenerPort: Count,
  listenerProtocol: Text,
  vServerGroupId: Text,
  vServerGroupName: Text,
});

/** A part that could not be read. */
export const FailureShape = Type.Intersect([
  Type.Object({ resource: Text, code: Text, message: Text }),
  some({
    accountId: Text,
    clusterId: Text,
    regionId: Text,
    loadBalancerId: Text,
    namespace: Text,
    service: Text,
    ownerTag: Text,
  }),
]);

/** What is said of one cluster. */
export const Cluster = Type.Intersect([
  Type.Object({ clusterId: Text, name: Text, regionId: Text, verdict: Verdict, services: Count }),
  some({ accountId: Text, findings: Count, error: Text }),
]);

const Part = Type.Object({ total: Count, done: Count });
/** How much was read. */
export const Coverage = Type.Object({
  clusters: Type.Object({ total: Count, read: Count }),
  services: Type.Object({ total: Count, compared: Count }),
  loadBalancers: Type.Object({ total: Count, read: Count }),
});

const Finding = Type.Object({
  finding: Type.Intersect([
    Type.Object({ ...FindingFacts, texts: Type.Object({ en: Type.Object(Texts), zh: Type.Object(Texts) }) }),
    MoreFacts,
  ]),
  status: oneOf('open', 'resolved'),
  firstSeen: Time,
  lastSeen: Time,
  resolvedAt: Type.Optional(Time),
  sightings: Count,
  history: Type.Array(Type.Object({ kind: Text, at: Time, run: Text })),
  told: Type.Optional(Type.Object({ kind: oneOf('open', 'resolved'), effect: Effect, run: Text })),
});

/** What a scan was confined to. */
export const Scope = some({ clusters: Names, namespaces: Names, services: Names });

const Run = Type.Intersect([
  Type.Object({ run: Text, status: oneOf('running', 'closed'), startedAt: Time, targetCcmVersion: Text }),
  some({
    finishedAt: Time,
    order: Type.Intersect([
      Type.Object({ kind: Text, until: Time, keeps: Type.Boolean(), tells: Type.Boolean() }),
      some({ scope: Scope }),
    ]),
    coverage: Coverage,
    clusters: Type.Array(Cluster),
    failures: Type.Array(FailureShape),
    counts: Type.Unsafe<object>(Type.Object({}, { additionalProperties: Count })),
  }),
]);

const Shard = Type.Object({
  accountId: Text,
  regionId: Text,
  function: Text,
  status: oneOf('open', 'closed'),
  invocations: Count,
  aliveAt: Time,
  progress: Type.Optional(Type.Object({ clusters: Part, loadBalancers: Part })),
  trouble: Type.Optional(Text),
});

const Delivery = Type.Object({
  message: Type.Object({ title: Text, text: Text }),
  status: oneOf('pending', 'sending', 'sent', 'refused', 'expired'),
  attempts: Count,
  notBefore: Type.Optional(Time),
  reason: Type.Optional(Text),
});

const Digest = Type.Object({
  at: Time,
  settled: Type.Boolean(),
  messages: Count,
  verdicts: Type.Unsafe<object>(Type.Object({}, { additionalProperties: Verdict })),
});

const Lease = Type.Object({ owner: Text, until: Count });
const Piece = Type.Object({ text: Text, of: Type.Integer({ minimum: 1 }) });

/** The data of a row, by table. */
export const SHAPES = {
  runs: Run,
  shards: Shard,
  findings: Finding,
  deliveries: Delivery,
  digests: Digest,
  leases: Lease,
  checkpoints: Piece,
  reports: Piece,
} as const satisfies Record<TableName, TSchema>;
