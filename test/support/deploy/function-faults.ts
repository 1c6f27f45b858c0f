import { Errors } from '@sinclair/typebox/errors';
import { Cron } from 'croner';
import { schemaFaults } from '../../../shared/schema-faults.ts';
import { type FunctionProps, type Template, TemplateSchema } from './function-schema.ts';

/** Bytes of all names and values together. */
const MOST_ENVIRONMENT = 4096;
const VARIABLE = /^(?!FC_)[A-Za-z][A-Za-z0-9_]*$/;
const STEPS_A_CPU = 20;
const MEGABYTES = 1024;

/** Everything for which Function Compute would refuse a template, or do otherwise than it says. */
export function templateFaults(value: unknown): string[] {
  const structural = schemaFaults(Errors(TemplateSchema, value), 'template');
  if (structural.length > 0) return structural;
  const { resources } = value as Template;
  const all = Object.entries(resources);
  return [
    ...all.flatMap(([name, { props }]) =>
      functionFaults(props).map((fault) => `resources.${name}: ${fault}`),
    ),
    ...twice(all.map(([, { props }]) => props.functionName)).map(
      (name) => `functionName ${name} stands twice`,
    ),
  ];
}

function functionFaults({
  cpu,
  memorySize,
  environmentVariables,
  asyncInvokeConfig,
  triggers = [],
}: FunctionProps) {
  const steps = cpu * STEPS_A_CPU;
  const gigabytes = memorySize / MEGABYTES;
  const names = Object.keys(environmentVariables);
  const bytes = Object.entries(environmentVariables).flat().join('');
  const isTimed = triggers.some(({ triggerType }) => triggerType === 'timer');
  return [
    ...(Math.abs(steps - Math.round(steps)) > 1e-9 ? ['cpu must be in steps of 0.05'] : []),
    ...(gigabytes < cpu || gigabytes > cpu * 4 ? ['memory must be 1 to 4 GB for each vCPU'] : []),
    ...names.filter((name) => !VARIABLE.test(name)).map((name) => `no variable may be called ${name}`),
    ...(Buffer.byteLength(bytes) > MOST_ENVIRONMENT ? ['the variables have more than 4 KB'] : []),
    ...(isTimed && !asyncInvokeConfig ? ['a timer invokes asynchronously, and nothing says how'] : []),
    ...twice(triggers.map(({ triggerName }) => triggerName)).map((name) => `trigger ${name} stands twice`),
    ...triggers.flatMap((trigger) =>
      trigger.triggerType === 'timer' ? scheduleFaults(trigger.triggerConfig.cronExpression) : [],
    ),
  ];
}

/** `@every 5m`; or six fields of cron, the first of them seconds, in UTC unless `CRON_TZ=` names a time zone. */
export function scheduleFaults(schedule: string): string[] {
  if (/^@every [1-9]\d*m$/.test(schedule)) return [];
  const [, timezone = 'UTC', fields = ''] = /^(?:CRON_TZ=(\S+) )?(.*)$/.exec(schedule) ?? [];
  if (!/^[\d*,/-]+(?: [\d*,/-]+){5}$/.test(fields)) return [`${schedule}: six fields are wanted`];
  try {
    const next = new Cron(fields, { paused: true, timezone, mode: '6-part' }).nextRun();
    return next ? [] : [`${schedule}: never comes`];
  } catch (error) {
    return [`${schedule}: ${(error as Error).message}`];
  }
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
