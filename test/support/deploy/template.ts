import { parse } from 'yaml';

/** What a template finds outside of itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  /** The text of a file, by the path that the template names. Undefined where there is none. */
  readonly file: (path: string) => string | undefined;
}

const EXPRESSION = /\$\{([^{}]*)\}/g;
const VARIABLE = /^vars((?:\.\w+)+)$/;
const ENVIRONMENT = /^env\('([^']*)'(?:, '([^']*)')?\)$/;
const FILE = /^file\('([^']+)'\)$/;

/**
 * Reads a template of Serverless Devs, and puts in what its expressions stand for: `vars.NAME`, `env('NAME')`,
 * `env('NAME', 'otherwise')` and `file('PATH')`, as the tool does (Serverless-Devs, docs/zh/variables.md). A variable of
 * the environment that is empty counts as not there.
 * @throws Error for an expression that stands for nothing
 */
export function readTemplate(text: string, surroundings: Surroundings): unknown {
  const template: unknown = parse(text);
  const vars = (template as { readonly vars?: unknown }).vars;
  return filledIn(template, (expression) => meaningOf(expression, vars, surroundings));
}

function filledIn(value: unknown, fill: (expression: string) => string): unknown {
  if (typeof value === 'string')
    return value.replace(EXPRESSION, (_, expression: string) => fill(expression));
  if (Array.isArray(value)) return value.map((item) => filledIn(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner, fill)]));
}

function meaningOf(expression: string, vars: unknown, { env, file }: Surroundings): string {
  const nothing = (): never => {
    throw new Error(`\${${expression}} stands for nothing`);
  };
  const [, path] = VARIABLE.exec(expression) ?? [];
  if (path !== undefined) {
    const found = path.split('.').slice(1).reduce<unknown>(memberOf, vars);
    return typeof found === 'string' ? found : nothing();
  }
  const [, name, otherwise] = ENVIRONMENT.exec(expression) ?? [];
  if (name !== undefined) return env[name] || (otherwise ?? nothing());
  const [, place] = FILE.exec(expression) ?? [];
  return (place !== undefined ? file(place) : undefined) ?? nothing();
}

function memberOf(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[key];
}
