import { type TObject, type TProperties, Type } from '@sinclair/typebox';
import { EFFECTS } from '../rules/rule.ts';

/** Nothing but the keys that are named: so that a new one is written here, too. */
function closed<P extends TProperties>(properties: P, description: string): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, description });
}

function oneOf<const T extends readonly string[]>(values: T, description: string) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description });
}

function text(description: string) {
  return Type.String({ description });
}

function count(description?: string) {
  return Type.Integer({ minimum: 0, ...(description !== undefined && { description }) });
}

function maybe(description: string) {
  return Type.Union([Type.String(), Type.Null()], { description });
}

const Time = (description: string) => Type.String({ format: 'date-time', description });
const FindingId = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Id of a finding.' });
const Value = (description: string) =>
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null(), Type.Array(Type.String())], {
    description,
  });

const SuppressedBy = {
  reason: text('Why it is not told.'),
  until: Type.Optional(text('The last day, in UTC, on which it holds; without it, for good.')),
  source: oneOf(['config', 'annotation'], 'Where the suppression is written.'),
};

const FindingSchema = closed(
  {
    id: FindingId,
    rule: text('Id of the rule that found it.'),
    phrase: maybe("The words of the console's check; null where it has none."),
    code: maybe("CCM's message code; null where it has none."),
    effect: oneOf(EFFECTS, 'What it means for the upgrade, gravest first.'),
    visibility: oneOf(['reported', 'hidden', 'never'], 'Whether the check records it now, later, or never.'),
    hiddenBehind: Type.Optional(FindingId),
    severity: oneOf(['error', 'warning', 'info'], 'Its gravity.'),
    confirmed: Type.Boolean({ description: 'Seen twice with the same values; always true for a file.' }),
    suppressed: Type.Optional(closed(SuppressedBy, 'Somebody knows of it. The check fails all the same.')),
    clusterId: text('Cluster that it is about.'),
    clusterName: text('Name of that cluster.'),
    regionId: text('Region of that cluster.'),
    namespace: Type.Optional(text('Namespace of the Service.')),
    service: Type.Optional(text('Name of the Service.')),
    loadBalancerId: Type.Optional(text('Id of the SLB.')),
    listenerPort: Type.Optional(Type.Integer({ description: 'Port of the listener.' })),
    listenerProtocol: Type.Optional(text('Protocol of the listener.')),
    vServerGroupId: Type.Optional(text('Id of the VServer group.')),
    vServerGroupName: Type.Optional(text('Name of the VServer group.')),
    changes: Type.Array(
      closed(
        {
          field: text("The SLB API's own name of the attribute."),
          actual: Value('What SLB has.'),
          expected: Value('What the Service wants.'),
          annotation: Type.Optional(text('Full key of the annotation that sets it.')),
        },
        'One attribute that differs.',
      ),
    ),
    message: text('What is wrong.'),
    cause: text('Why that happens.'),
    fixes: Type.Array(
      closed(
        {
          kind: oneOf(['adopt', 'revert', 'inspect', 'support'], 'Which side gives in; or look; or ask.'),
          text: text('What to do.'),
          command: Type.Optional(text('Ready to paste into a POSIX shell.')),
        },
        'A way to mend it.',
      ),
    ),
  },
  'One fault.',
);

const Item = {
  key: text("The check's key of the item."),
  code: text("CCM's message code."),
  message: Type.Optional(text("What differs, in CCM's words.")),
};

const PrecheckSchema = closed(
  {
    at: Type.Optional(text('When it was written, ISO 8601.')),
    ageSeconds: Type.Optional(Type.Integer({ description: 'How long before this scan that was.' })),
    doubt: Type.Optional(oneOf(['undated', 'changed-since', 'old'], 'Why it says little of now.')),
    state: oneOf(['passed', 'failed', 'error'], '`error`: it did not run to its end.'),
    failedCount: count('Faults it counted on SLBs.'),
    otherFailedCount: count('Faults of its other checks.'),
    predictedCount: count('Findings that it should have counted.'),
    matched: Type.Array(closed({ ...Item, findingIds: Type.Array(FindingId) }, 'An item with its findings.')),
    onlyConsole: Type.Array(closed(Item, 'An item that no finding stands for.')),
    onlyOurs: Type.Array(FindingId, { description: 'Findings that it lacks.' }),
    unknown: count('Findings that it lacks without contradicting them.'),
  },
  "The result of the cluster's own last upgrade check, and how far the findings agree with it.",
);

const ClusterSchema = closed(
  {
    accountId: Type.Optional(text('Account that it belongs to.')),
    clusterId: text('Id of the cluster.'),
    name: text('Its name.'),
    regionId: text('Its region.'),
    verdict: oneOf(['ready', 'blocked', 'unknown'], 'The check passes, fails, or something was unread.'),
    services: count('Services that CCM looks at.'),
    findings: count('Findings about this cluster.'),
    error: Type.Optional(text('Why something of it could not be read.')),
    precheck: Type.Optional(PrecheckSchema),
  },
  'One cluster as a whole.',
);

const FailureSchema = closed(
  {
    accountId: Type.Optional(text('Account that it concerns.')),
    clusterId: Type.Optional(text('Cluster that it concerns.')),
    regionId: Type.Optional(text('Region that it concerns.')),
    loadBalancerId: Type.Optional(text('SLB that it concerns.')),
    namespace: Type.Optional(text('Namespace of the Service that it concerns.')),
    service: Type.Optional(text('Service that it concerns.')),
    resource: text('The part that is unread; any other word than that of a part means all parts.'),
    code: text('What went wrong, for programs; docs/live.md has them.'),
    message: text('What went wrong, for people.'),
  },
  'A part that could not be read, or an item that could not be understood.',
);

/** The report of `--format json` as JSON Schema 2020-12; `docs/report.schema.json` is written from it. */
export const ReportSchema = Type.Object(
  {
    formatVersion: Type.Literal(1),
    scan: closed(
      {
        id: text('Id of the scan.'),
        startedAt: Time('When it began.'),
        finishedAt: Time('When it ended.'),
        targetCcmVersion: text('The CCM version that the clusters are to be upgraded to.'),
        scope: Type.Optional(
          closed(
            {
              clusters: Type.Optional(Type.Array(text('Id or name of a cluster.'))),
              namespaces: Type.Optional(Type.Array(text('A namespace.'))),
              services: Type.Optional(Type.Array(text('A Service, as namespace/name.'))),
            },
            'What the scan was confined to; absent where it is all. Verdicts are about no more than that.',
          ),
        ),
      },
      'The scan itself.',
    ),
    coverage: closed(
      {
        clusters: closed({ total: count(), read: count() }, 'Wholly read.'),
        services: closed({ total: count(), compared: count() }, 'Wholly compared.'),
        loadBalancers: closed({ total: count(), read: count() }, 'Wholly read.'),
      },
      'How much of the fleet was read and compared.',
    ),
    clusters: Type.Array(ClusterSchema),
    findings: Type.Array(FindingSchema),
    failures: Type.Array(FailureSchema),
    suppressions: Type.Optional(
      Type.Array(
        closed(
          {
            rule: text('Id of a rule, or a glob of them.'),
            target: text('Glob over Services or SLB ids.'),
            ...SuppressedBy,
            state: oneOf(['active', 'expired', 'unused', 'malformed'], 'What became of it.'),
          },
          'A suppression, and what it is good for.',
        ),
      ),
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ccm-preflight report',
    description: 'Everything that one scan says.',
    additionalProperties: false,
  },
);
