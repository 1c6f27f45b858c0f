import { type Static, Type } from '@sinclair/typebox';

const STRICT = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1 });
const EnvReference = Type.String({
  pattern: '^env:[A-Za-z_][A-Za-z0-9_]*$',
  errorMessage: 'must be env:NAME',
});
const PositiveInteger = Type.Integer({ minimum: 1 });

/** Long-lived or temporary keys, each from the environment. */
export const KeysShape = Type.Object(
  { accessKeyId: EnvReference, accessKeySecret: EnvReference, securityToken: Type.Optional(EnvReference) },
  STRICT,
);
/** A role to assume, with the default chain's own credentials. */
export const RoleShape = Type.Object(
  {
    roleArn: Type.String({
      pattern: '^acs:ram::[0-9]+:role/.+$',
      errorMessage: 'must be like acs:ram::123:role/name',
    }),
    externalId: Type.Optional(Name),
  },
  STRICT,
);

/** A cluster that is written down instead of discovered. */
export const ClusterShape = Type.Object(
  {
    clusterId: Name,
    name: Name,
    regionId: Name,
    vpcId: Name,
    kubeconfig: Name,
    context: Type.Optional(Name),
    serviceBackendType: Type.Optional(
      Type.Union([Type.Literal('ecs'), Type.Literal('eni')], { errorMessage: 'must be "ecs" or "eni"' }),
    ),
    ccmVersion: Type.Optional(Name),
    function: Type.Optional(Name),
  },
  STRICT,
);

/** Which of an account's clusters to take, by glob over name and id. */
export const DiscoveryShape = Type.Object(
  {
    discover: Type.Literal(true),
    include: Type.Optional(Type.Array(Name)),
    exclude: Type.Optional(Type.Array(Name)),
    endpoint: Type.Optional(
      Type.Union([Type.Literal('public'), Type.Literal('private')], {
        errorMessage: 'must be "public" or "private"',
      }),
    ),
  },
  STRICT,
);

const EndpointsShape = Type.Object(
  {
    slb: Type.Optional(Name),
    ecs: Type.Optional(Name),
    vpc: Type.Optional(Name),
    cs: Type.Optional(Name),
    sts: Type.Optional(Name),
    fc: Type.Optional(Name),
  },
  STRICT,
);

const AccountShape = Type.Object(
  {
    name: Name,
    credentials: Type.Optional(Type.Unknown()),
    regions: Type.Array(Name, { minItems: 1 }),
    endpoints: Type.Optional(EndpointsShape),
    clusters: Type.Optional(Type.Unknown()),
  },
  STRICT,
);

const LimitShape = Type.Object(
  { requestsPerMinute: Type.Optional(PositiveInteger), concurrency: Type.Optional(PositiveInteger) },
  STRICT,
);

const RobotShape = Type.Object(
  {
    url: EnvReference,
    secret: Type.Optional(EnvReference),
    language: Type.Optional(
      Type.Union([Type.Literal('en'), Type.Literal('zh')], { errorMessage: 'must be "en" or "zh"' }),
    ),
    atMobiles: Type.Optional(Type.Array(Name)),
    match: Type.Optional(
      Type.Object(
        { clusters: Type.Optional(Type.Array(Name)), effects: Type.Optional(Type.Array(Name)) },
        STRICT,
      ),
    ),
  },
  STRICT,
);

const SuppressionShape = Type.Object(
  { rule: Name, target: Name, reason: Name, until: Type.Optional(Name) },
  STRICT,
);

/** The frame of the configuration. Where a value may have several forms it is looked at by `parse.ts`. */
export const ConfigShape = Type.Object(
  {
    accounts: Type.Array(AccountShape, { minItems: 1 }),
    targetCcmVersion: Type.Optional(Name),
    limits: Type.Optional(
      Type.Object(
        {
          slb: Type.Optional(LimitShape),
          ecs: Type.Optional(LimitShape),
          vpc: Type.Optional(LimitShape),
          cs: Type.Optional(LimitShape),
        },
        STRICT,
      ),
    ),
    confirm: Type.Optional(
      Type.Object({ settleSeconds: Type.Integer({ minimum: 0, maximum: 600 }) }, STRICT),
    ),
    store: Type.Optional(Type.Unknown()),
    alerts: Type.Optional(Type.Object({ dingtalk: Type.Optional(Type.Array(RobotShape)) }, STRICT)),
    suppressions: Type.Optional(Type.Array(SuppressionShape)),
  },
  STRICT,
);

export const FileStoreShape = Type.Object({ type: Type.Literal('file'), path: Name }, STRICT);
export const TablestoreShape = Type.Object(
  { type: Type.Literal('tablestore'), endpoint: Name, instance: Name, tablePrefix: Type.Optional(Name) },
  STRICT,
);

export type Keys = Static<typeof KeysShape>;
export type Role = Static<typeof RoleShape>;
export type StaticCluster = Static<typeof ClusterShape>;
export type Discovery = Static<typeof DiscoveryShape>;
export type Endpoints = Static<typeof EndpointsShape>;
export type ApiLimit = Static<typeof LimitShape>;
export type Robot = Static<typeof RobotShape>;
export type SuppressionEntry = Static<typeof SuppressionShape>;
export type StoreConfig = Static<typeof FileStoreShape> | Static<typeof TablestoreShape>;
