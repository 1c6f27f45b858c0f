import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../shared/config/load-config.ts';
import { ConfigSchema } from '../../shared/config/schema.ts';
import { InputError } from '../../shared/errors.ts';

const PAGE = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');

/** The text of the n-th block of a kind. */
function block(kind: string, index: number): string {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'gms'))][index]?.[1] ?? '';
}

/** Every key of a JSON Schema, however deep. */
function keysIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, items, anyOf } = schema as { properties?: object; items?: unknown; anyOf?: unknown[] };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, inner]) => [key, ...keysIn(inner)]),
    ...keysIn(items),
    ...(anyOf ?? []).flatMap(keysIn),
  ];
}

/** Every object of a JSON Schema, however deep. */
function objectsIn(schema: unknown): { additionalProperties?: unknown; patternProperties?: unknown }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.values(schema).flatMap(objectsIn);
  return (schema as { type?: unknown }).type === 'object' ? [schema, ...inner] : inner;
}

describe('the page about the config file', () => {
  it('has an example that is a config', () => {
    const loaded = loadConfig(block('yaml', 0), {});

    expect(loaded.accounts.map(({ credentials, clusters }) => [credentials.kind, clusters.kind])).toEqual([
      ['default', 'discover'],
      ['keys', 'list'],
      ['role', 'discover'],
    ]);
  });

  it('shows as example the defaults it has, where there are defaults', () => {
    const written = parse(block('yaml', 0)) as Record<string, unknown>;
    const { limits, deadlines, confirm, functions } = loadConfig(
      'accounts: [{ name: a, regions: [cn-a] }]',
      {},
    );

    expect(written).toMatchObject({ limits, deadlines, confirm, functions });
  });

  it('names every key in its tables', () => {
    const tables = PAGE.split('\n').filter((line) => line.startsWith('|'));
    const named = new Set(
      tables.flatMap((line) =>
        [...line.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name?.split(/[.\s{},[\]?]+/) ?? []),
      ),
    );

    expect(keysIn(ConfigSchema).filter((key) => !named.has(key))).toEqual([]);
  });

  it('shows the faults that its broken example has', () => {
    const broken = block('yaml', 1);
    const shown = block('text', 0)
      .trim()
      .split('\n')
      .map((line) => line.trim());

    let error: unknown;
    try {
      loadConfig(broken, {});
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(InputError);
    expect(shown.slice(1)).toEqual((error as InputError).faults);
  });
});

describe('the schema of the config', () => {
  it('allows no unknown key in any object', () => {
    const objects = objectsIn(ConfigSchema);

    // Of a map the keys are the user's own: the functions by VPC.
    const maps = objects.filter((object) => object.patternProperties !== undefined);
    expect(objects.length).toBeGreaterThan(10);
    expect(maps).toHaveLength(1);
    expect(
      objects.filter((object) => object.additionalProperties !== false && !maps.includes(object)),
    ).toEqual([]);
  });

  it('is the same after a trip through JSON', () => {
    const published: unknown = JSON.parse(JSON.stringify(ConfigSchema));

    expect(keysIn(published)).toEqual(keysIn(ConfigSchema));
    expect(published).toMatchObject({ type: 'object', required: ['accounts'], additionalProperties: false });
  });
});
