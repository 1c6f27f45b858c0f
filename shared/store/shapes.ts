import { type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { EFFECTS } from '../rules/rule.ts';
import type { TableName } from './rows.ts';

/**
 * What this program relies on in the data of each table. Further properties are let be: a later version may have added
 * them.
 */

const Text = Type.String();
const Count = Type.Number();
const Time = Type.String({ pattern: '^[+-]?\\d{4,6}-\\d\\d-\\d\\dT', errorMessage: 'must be a time' });

function some<P extends TProperties>(properties: P) {
  return Type.Partial(Type.Object(properties));
}

function oneOf(...words: readonly string[]) {
  return Type.Union(words.map((word) => Type.Literal(word)));
}

const Effect = oneOf(...EFFECTS);
const Verdict = oneOf('ready', 'blocked', 'unknown');

const Fixes = Type.Array(Type.Object({ kind: Text, text: Text }));
const Texts = { message: Text, cause: Text, fixes: Fixes };
const Value = Type.Union([Text, Count, Type.Boolean(), Type.Null(), Type.Array(Text)]);

const FindingFacts = {
  id: Text,
  rule: Text,
  effect: Effect,
  visibility: Text,
  severity: Text,
  confirmed: Type.Boolean(),
  clusterId: Text,
  clusterName: Text,
  regionId: Text,
  changes: Type.Array(Type.Object({ field: Text, actual: Value, expected: Value })),
};

const Place = some({ namespace: Text, service: Text, loadBalancerId: Text, listenerPort: Count });

const FailureShape = Type.Intersect([
  Type.Object({ resource: Text, code: Text, message: Text }),
  some({ accountId: Text, clusterId: Text, regionId: Text, loadBalancerId: Text }),
]);

const Cluster = Type.Intersect([
  Type.Object({ clusterId: Text, name: Text, regionId: Text, verdict: Verdict, services: Count }),
  some({ error: Text }),
]);

const Part = Type.Object({ total: Count, done: Count });
const Coverage = Type.Object({
  clusters: Type.Object({ total: Count, read: Count }),
  services: Type.Object({ total: Count, compared: Count }),
  loadBalancers: Type.Object({ total: Count, read: Count }),
});

const Finding = Type.Object({
  finding: Type.Intersect([
    Type.Object({ ...FindingFacts, texts: Type.Object({ en: Type.Object(Texts), zh: Type.Object(Texts) }) }),
    Place,
  ]),
  status: oneOf('open', 'resolved'),
  firstSeen: Time,
  lastSeen: Time,
  resolvedAt: Type.Optional(Time),
  sightings: Count,
  history: Type.Array(Type.Object({ kind: Text, at: Time, run: Text })),
  told: Type.Optional(Type.Object({ kind: oneOf('open', 'resolved'), effect: Effect, run: Text })),
});

const Names = Type.Array(Text);

const Run = Type.Intersect([
  Type.Object({ run: Text, status: oneOf('running', 'closed'), startedAt: Time, targetCcmVersion: Text }),
  some({
    finishedAt: Time,
    order: Type.Intersect([
      Type.Object({ kind: Text, until: Time, keeps: Type.Boolean(), tells: Type.Boolean() }),
      some({ scope: some({ clusters: Names, namespaces: Names, services: Names }) }),
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

/** A report as it is kept over several rows, in English. */
export const REPORT_SHAPE = Type.Object({
  scan: Type.Object({ id: Text, startedAt: Time, finishedAt: Time, targetCcmVersion: Text }),
  coverage: Coverage,
  clusters: Type.Array(Cluster),
  findings: Type.Array(Type.Intersect([Type.Object({ ...FindingFacts, ...Texts }), Place])),
  failures: Type.Array(FailureShape),
});

/** The words of a report in another language. */
export const WORDINGS_SHAPE = Type.Object({ findings: Type.Array(Type.Object({ id: Text, ...Texts })) });

/** What a shard of a run came to. */
export const PART_SHAPE = Type.Object({
  report: REPORT_SHAPE,
  zh: WORDINGS_SHAPE,
  facts: Type.Object({ used: Names, claims: Type.Array(Type.Object({})) }),
  unconfirmable: Type.Array(FailureShape),
  notFound: Names,
});

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
