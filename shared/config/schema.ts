import { type Static, Type } from '@sinclair/typebox';
import { AccountSchema } from './account-schema.ts';
import { ALERT_EFFECTS } from './config.ts';
import {
  EndpointUrl,
  either,
  FunctionName,
  Id,
  object,
  PositiveInteger,
  SecretName,
  seconds,
  someOf,
  Text,
  Version,
} from './fields.ts';

const Effect = Type.Union(
  ALERT_EFFECTS.map((effect) => Type.Literal(effect)),
  { errorMessage: `must be one of ${ALERT_EFFECTS.join(', ')}` },
);

const ApiLimit = object({
  requestsPerMinute: Type.Optional(PositiveInteger),
  concurrency: Type.Optional(PositiveInteger),
});

/** Both forms say the same of `type`, so that a wrong one is told both. */
const STORE_TYPES = { errorMessage: 'must be "file" or "tablestore"' };
const FileStore = object({ type: Type.Literal('file', STORE_TYPES), path: Text });
const Tablestore = object({
  type: Type.Literal('tablestore', STORE_TYPES),
  endpoint: EndpointUrl,
  instance: Id,
  tablePrefix: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$',
      errorMessage: 'must be up to 100 letters, digits and "_", not beginning with a digit',
    }),
  ),
});

const DingtalkRobot = object({
  name: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$',
      errorMessage: 'must be up to 64 letters, digits, "-", "_" and "."',
    }),
  ),
  url: SecretName,
  secret: Type.Optional(SecretName),
  language: Type.Optional(either('en', 'zh')),
  atMobiles: Type.Optional(
    Type.Array(Type.String({ pattern: '^[+0-9-]+$', errorMessage: 'must be a phone number in quotes' }), {
      errorMessage: 'must be a list of phone numbers in quotes',
    }),
  ),
  match: Type.Optional(
    object({
      clusters: Type.Optional(someOf(Text, 'globs')),
      effects: Type.Optional(someOf(Effect, 'effects')),
    }),
  ),
  summary: Type.Optional(Type.Boolean()),
});

/** As annotation `ccm-preflight/ignore` takes it too. */
const RuleGlob = Type.String({
  pattern: '^[a-z0-9*-]{1,100}$',
  errorMessage: 'must be the id of a rule, or a glob over ids, like "listener-*"',
});

const Suppression = object({
  rule: RuleGlob,
  target: Text,
  reason: Text,
  until: Type.Optional(
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', errorMessage: 'must be a date like 2027-01-31' }),
  ),
});

/** The config file as it is written. What spans several places (unique names, regions) `cross-faults.ts` checks. */
export const ConfigSchema = object({
  accounts: someOf(AccountSchema, 'accounts'),
  targetCcmVersion: Type.Optional(Version),
  limits: Type.Optional(
    object({
      slb: Type.Optional(ApiLimit),
      ecs: Type.Optional(ApiLimit),
      vpc: Type.Optional(ApiLimit),
      cs: Type.Optional(ApiLimit),
    }),
  ),
  confirm: Type.Optional(object({ settleSeconds: Type.Optional(seconds(0, 3_600)) })),
  deadlines: Type.Optional(
    object({
      clusterSeconds: Type.Optional(seconds(1, 86_400)),
      scanSeconds: Type.Optional(seconds(1, 86_400)),
      leaseSeconds: Type.Optional(seconds(2, 300)),
    }),
  ),
  functions: Type.Optional(
    object({
      version: Type.Optional(either('3.0', '2.0')),
      service: Type.Optional(FunctionName),
      nightlyAudit: Type.Optional(FunctionName),
      auditRegion: Type.Optional(FunctionName),
    }),
  ),
  store: Type.Optional(
    Type.Union([FileStore, Tablestore], {
      errorMessage: 'must be { type: file, path } or { type: tablestore, endpoint, instance }',
    }),
  ),
  alerts: Type.Optional(
    object({
      dingtalk: Type.Optional(someOf(DingtalkRobot, 'robots')),
      link: Type.Optional(
        Type.String({
          pattern: '^https?://(?![/\\\\])(?![^/?#\\s]*@)[^\\s]+$',
          errorMessage: 'must be an http or https URL, without a user or password',
        }),
      ),
    }),
  ),
  suppressions: Type.Optional(Type.Array(Suppression, { errorMessage: 'must be a list of suppressions' })),
});

/** The config file, once it has passed. */
export type ConfigFile = Static<typeof ConfigSchema>;
