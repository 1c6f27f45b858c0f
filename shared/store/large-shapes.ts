import { Type } from '@sinclair/typebox';
import {
  Cluster,
  Count,
  Coverage,
  FailureShape,
  FindingFacts,
  MoreFacts,
  Names,
  oneOf,
  Scope,
  Source,
  some,
  Text,
  Texts,
  Time,
} from './shapes.ts';

/** What this program relies on in what it keeps over several rows. */

const PrecheckItem = { key: Text, code: Text, message: Type.Optional(Text) };

const Precheck = Type.Intersect([
  Type.Object({
    state: oneOf('passed', 'failed', 'error'),
    failedCount: Count,
    otherFailedCount: Count,
    predictedCount: Count,
    matched: Type.Array(Type.Object({ ...PrecheckItem, findingIds: Names })),
    onlyConsole: Type.Array(Type.Object(PrecheckItem)),
    onlyOurs: Names,
    unknown: Count,
  }),
  some({ at: Text, ageSeconds: Count, doubt: oneOf('undated', 'changed-since', 'old') }),
]);

const Suppression = Type.Intersect([
  Type.Object({
    rule: Text,
    target: Text,
    reason: Text,
    source: Source,
    state: oneOf('active', 'expired', 'unused', 'malformed'),
  }),
  some({ until: Text }),
]);

/** A report, in English. */
export const REPORT_SHAPE = Type.Object({
  scan: Type.Intersect([
    Type.Object({ id: Text, startedAt: Time, finishedAt: Time, targetCcmVersion: Text }),
    some({ scope: Scope }),
  ]),
  coverage: Coverage,
  clusters: Type.Array(Type.Intersect([Cluster, some({ precheck: Precheck })])),
  findings: Type.Array(Type.Intersect([Type.Object({ ...FindingFacts, ...Texts }), MoreFacts])),
  failures: Type.Array(FailureShape),
  suppressions: Type.Optional(Type.Array(Suppression)),
});

/** The words of a report in another language. */
export const WORDINGS_SHAPE = Type.Object({ findings: Type.Array(Type.Object({ id: Text, ...Texts })) });

const Service = Type.Object({
  cluster: Type.Object({ clusterId: Text, name: Text, regionId: Text }),
  namespace: Text,
  service: Text,
});

const Claim = Type.Object({
  loadBalancerId: Text,
  port: Count,
  protocol: Text,
  services: Type.Array(Service),
});

/** What a shard of a run came to. */
export const PART_SHAPE = Type.Object({
  report: REPORT_SHAPE,
  zh: WORDINGS_SHAPE,
  facts: Type.Object({ used: Names, claims: Type.Array(Claim) }),
  unconfirmable: Type.Array(FailureShape),
  notFound: Names,
});
