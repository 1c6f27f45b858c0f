import { Type } from '@sinclair/typebox';
import {
  EndpointUrl,
  either,
  FunctionName,
  Id,
  object,
  RegionId,
  SecretName,
  someOf,
  Text,
  Version,
} from './fields.ts';

/** Long-lived or temporary keys. */
const Keys = object({
  accessKeyId: SecretName,
  accessKeySecret: SecretName,
  securityToken: Type.Optional(SecretName),
});

/** Of roleSessionName and externalId the limits of AssumeRole. */
const Role = object({
  roleArn: Type.String({
    pattern: '^acs:ram::[0-9]+:role/[A-Za-z0-9._/-]+$',
    errorMessage: 'must be a role like acs:ram::1234567890123456:role/name',
  }),
  roleSessionName: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9.@_-]{2,64}$',
      errorMessage: 'must be 2 to 64 letters, digits, ".", "@", "-" and "_"',
    }),
  ),
  externalId: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9=,.@:/_-]{2,1224}$',
      errorMessage: 'must be 2 to 1224 letters, digits and "=,.@:/-_"',
    }),
  ),
  via: Type.Optional(
    Type.Union([Type.Literal('default'), Keys], {
      errorMessage: 'must be "default" or { accessKeyId, accessKeySecret }',
    }),
  ),
});

const Credentials = Type.Union([Type.Literal('default'), Keys, Role], {
  errorMessage: 'must be "default", { accessKeyId, accessKeySecret } or { roleArn }',
});

/** Addresses to be asked instead of the public ones, by product: `http(s)://host[:port]`. */
export const EndpointsSchema = object({
  slb: Type.Optional(EndpointUrl),
  ecs: Type.Optional(EndpointUrl),
  vpc: Type.Optional(EndpointUrl),
  cs: Type.Optional(EndpointUrl),
  sts: Type.Optional(EndpointUrl),
  fc: Type.Optional(EndpointUrl),
});

/** A cluster that is written down instead of discovered. */
const StaticCluster = object({
  clusterId: Id,
  name: Text,
  regionId: RegionId,
  vpcId: Id,
  kubeconfig: Type.String({
    // A pasted kubeconfig, as YAML, JSON or base64, is no path.
    pattern: '^(?:env:[A-Za-z_][A-Za-z0-9_]*|(?!env:|\\s*\\{|\\s*$)[^\\r\\n\\0]+)$',
    maxLength: 1024,
    errorMessage: 'must be the path of a kubeconfig, or env:NAME, the variable that holds its text',
  }),
  context: Type.Optional(Text),
  serviceBackendType: Type.Optional(either('ecs', 'eni')),
  ccmVersion: Type.Optional(Version),
  function: Type.Optional(FunctionName),
});

/** Clusters from the CS API, by glob over name and id. */
const Discovery = object({
  discover: Type.Literal(true, { errorMessage: 'must be true' }),
  include: Type.Optional(someOf(Text, 'globs')),
  exclude: Type.Optional(someOf(Text, 'globs')),
  endpoint: Type.Optional(either('public', 'private')),
  functions: Type.Optional(
    Type.Record(Type.String({ pattern: '^vpc-[a-z0-9]+$' }), FunctionName, {
      additionalProperties: false,
      errorMessage: 'must be the names of functions by VPC id, like { vpc-bp1abc: audit-in-that-vpc }',
    }),
  ),
});

/** What is said of regions that are none, and of one that is there twice. */
export const REGIONS_WORDING = 'must be a list of region ids, at least one, each once';

/** One entry of `accounts`, as the file has it; `account.ts` makes an Account of it. */
export const AccountSchema = object({
  name: Text,
  credentials: Type.Optional(Credentials),
  regions: Type.Array(RegionId, {
    // That each is there once `cross-faults.ts` looks at: TypeBox would follow what is no text to any depth.
    minItems: 1,
    errorMessage: REGIONS_WORDING,
  }),
  endpoints: Type.Optional(EndpointsSchema),
  clusters: Type.Optional(
    Type.Union([Type.Literal('discover'), someOf(StaticCluster, 'clusters'), Discovery], {
      errorMessage: 'must be "discover", a list of clusters, or { discover: true }',
    }),
  ),
});
