import { type Static, Type } from '@sinclair/typebox';
import { object } from '../../../shared/config/fields.ts';

/*
 * What Function Compute 3.0 and its component fc3 take of what is used here (devsapp/fc3 0.1, src/schema.json;
 * help.aliyun.com, Function Compute 3.0: function configuration, triggers, asynchronous invocation). The tool itself does
 * not stop at what breaks its schema.
 */

const Text = Type.String({ minLength: 1 });
const Name = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$' });
/** Megabytes in steps of 64. */
const MemorySize = Type.Integer({ minimum: 128, maximum: 32_768, multipleOf: 64 });
/** Seconds; 3 where it is left out. */
const Timeout = Type.Integer({ minimum: 1, maximum: 86_400 });

const LogConfig = object({
  project: Text,
  logstore: Text,
  enableRequestMetrics: Type.Optional(Type.Boolean()),
  enableInstanceMetrics: Type.Optional(Type.Boolean()),
  logBeginRule: Type.Optional(Type.Union([Type.Literal('None'), Type.Literal('DefaultRegex')])),
});

const VpcConfig = object({
  vpcId: Text,
  vSwitchIds: Type.Array(Text, { minItems: 1 }),
  securityGroupId: Text,
});

/** Where documents differ (the age of an event), what all of them allow. */
const AsyncInvokeConfig = object({
  maxAsyncRetryAttempts: Type.Optional(Type.Integer({ minimum: 0, maximum: 8 })),
  maxAsyncEventAgeInSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 604_800 })),
  asyncTask: Type.Optional(Type.Boolean()),
});

const Method = Type.Union(
  ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => Type.Literal(method)),
);

const TimerTrigger = object({
  triggerName: Name,
  triggerType: Type.Literal('timer'),
  qualifier: Type.Literal('LATEST'),
  triggerConfig: object({
    cronExpression: Text,
    enable: Type.Boolean(),
    /** As bytes at most what an asynchronous invocation takes. */
    payload: Type.Optional(Type.String({ maxLength: 131_072 })),
  }),
});

const HttpTrigger = object({
  triggerName: Name,
  triggerType: Type.Literal('http'),
  qualifier: Type.Literal('LATEST'),
  triggerConfig: object({
    authType: Type.Union([Type.Literal('anonymous'), Type.Literal('function')]),
    disableURLInternet: Type.Optional(Type.Boolean()),
    methods: Type.Array(Method, { minItems: 1, uniqueItems: true }),
  }),
});

export const FunctionSchema = object({
  region: Type.String({ pattern: '^[a-z]+-[a-z0-9-]+$' }),
  functionName: Name,
  description: Type.Optional(Type.String({ maxLength: 256 })),
  runtime: Type.Union([Type.Literal('nodejs18'), Type.Literal('nodejs20')]),
  code: Text,
  handler: Type.String({ pattern: '^[\\w-]+\\.[\\w-]+$' }),
  /** vCPUs; in steps of 0.05, which `functionFaults` looks at. */
  cpu: Type.Number({ minimum: 0.05, maximum: 16 }),
  memorySize: MemorySize,
  diskSize: Type.Union([Type.Literal(512), Type.Literal(10_240)]),
  timeout: Timeout,
  internetAccess: Type.Optional(Type.Boolean()),
  role: Type.String({ pattern: '^(?:acs:ram::[0-9]+:role/)?[A-Za-z0-9.-]{1,64}$' }),
  vpcConfig: Type.Optional(VpcConfig),
  logConfig: LogConfig,
  environmentVariables: Type.Record(Type.String(), Type.String()),
  asyncInvokeConfig: Type.Optional(AsyncInvokeConfig),
  triggers: Type.Optional(Type.Array(Type.Union([TimerTrigger, HttpTrigger]))),
});

/** A function as a template describes it. */
export type FunctionProps = Static<typeof FunctionSchema>;

const Action = object({ run: Text, path: Text });

/** A template for Serverless Devs, once all its expressions are filled in. */
export const TemplateSchema = object({
  edition: Type.Literal('3.0.0'),
  name: Name,
  access: Text,
  vars: Type.Optional(Type.Record(Type.String(), Type.String())),
  actions: Type.Optional(object({ 'pre-deploy': Type.Array(Action, { minItems: 1 }) })),
  resources: Type.Record(Type.String(), object({ component: Type.Literal('fc3'), props: FunctionSchema }), {
    minProperties: 1,
  }),
});

export type Template = Static<typeof TemplateSchema>;
