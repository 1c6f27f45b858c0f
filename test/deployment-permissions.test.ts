import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DEFAULT_TABLE_PREFIX } from '../shared/config/defaults.ts';
import { loadConfig } from '../shared/config/load-config.ts';
import type { RbacRule } from '../shared/scan/permissions/missing.ts';
import { TABLES } from '../shared/store/rows.ts';
import { buildBundles, startCloudWithFunctions } from './functions/support/cloud.ts';
import { type PermissionsUsed, permissionsUsed } from './support/deploy/calls-made.ts';
import { blocks, ROOT, templateOf } from './support/deploy/project.ts';
import { thoroughFleet } from './support/deploy/thorough-fleet.ts';
import { temporaryFolder } from './support/files.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Both have calls that the other has no reason for: default server groups, domain extensions. */
const TARGETS = ['1.9.3', '2.14.0'];
const NIGHT = '2026-11-23T18:00:00Z';

const POLICY: readonly Statement[] = JSON.parse(textOf('deploy/ram-policy.json')).Statement;
const [ROLE, BINDING] = parseAllDocuments(textOf('deploy/kubernetes-rbac.yaml')).map((one) => one.toJS());

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function actionsOf({ Action }: Statement): readonly string[] {
  return [Action].flat();
}

/** The one resource of the statement with an action, as a pattern. */
function resourceOf(action: string): RegExp {
  const resources = POLICY.filter((statement) => actionsOf(statement).includes(action)).flatMap(
    ({ Resource }) => Resource,
  );
  expect(resources).toHaveLength(1);
  const text = String(resources[0]).replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('*', '.*')}$`);
}

describe('what the functions are allowed', () => {
  const folder = temporaryFolder();
  let used: PermissionsUsed;
  beforeAll(async () => {
    await buildBundles(folder);
    const nights = [];
    for (const targetCcmVersion of TARGETS) {
      const cloud = await startCloudWithFunctions(thoroughFleet(), folder, { targetCcmVersion });
      try {
        // Its tables were made by other hands.
        cloud.tablestore.forgetCalls();
        const { failures } = await cloud.night(NIGHT);
        expect(failures).toEqual([]);
        nights.push(permissionsUsed(cloud));
      } finally {
        await cloud.close();
      }
    }
    used = {
      ram: [...new Set(nights.flatMap(({ ram }) => ram))].sort(),
      rbac: nights.flatMap(({ rbac }) => rbac),
    };
  }, 600_000);

  it('is what a night asks for in RAM, and nothing else', () => {
    expect(POLICY.flatMap(actionsOf).sort()).toEqual(used.ram);
    expect(new Set(POLICY.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
  });

  it('is what a night asks for in RBAC, and nothing else', () => {
    const allowed = (ROLE.rules as RbacRule[]).flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
      ),
    );
    const asked = used.rbac.map(({ apiGroup, resource, verb }) => `${verb} ${apiGroup}/${resource}`);

    expect(allowed.sort()).toEqual([...new Set(asked)].sort());
  });

  it('is reading, but for rows of the store and invocations', () => {
    const writes = POLICY.flatMap(actionsOf).filter(
      (action) => !/^(slb|ecs|vpc|cs):(Describe|Get)[A-Z]\w*$/.test(action),
    );

    expect(
      writes.filter((action) => !/^ots:\w+Row$|^ots:GetRange$|^fc:InvokeFunction$/.test(action)),
    ).toEqual([]);
  });

  it('is its own tables, and no others', () => {
    const store = loadConfig(blocks(textOf('docs/deploy.md'), 'yaml')[0] ?? '', {}).store;
    if (store?.type !== 'tablestore') throw new Error('the example has no Tablestore');
    const tables = resourceOf('ots:PutRow');
    const nameOf = (instance: string, table: string) =>
      `acs:ots:cn-hangzhou:1234567890123456:instance/${instance}/table/${table}`;

    expect(store.tablePrefix).toBe(DEFAULT_TABLE_PREFIX);
    for (const table of Object.keys(TABLES)) {
      expect(nameOf(store.instance, `${store.tablePrefix}${table}`)).toMatch(tables);
    }
    expect(nameOf(store.instance, 'somebody_elses')).not.toMatch(tables);
    expect(nameOf('other', `${store.tablePrefix}runs`)).not.toMatch(tables);
  });

  it('is its own functions, and no others', () => {
    const functions = resourceOf('fc:InvokeFunction');
    const names = Object.values(templateOf({ withCopy: true }).resources).map(
      ({ props }) => props.functionName,
    );

    expect(names).toHaveLength(4);
    for (const name of names)
      expect(`acs:fc:cn-hangzhou:1234567890123456:functions/${name}`).toMatch(functions);
    expect('acs:fc:cn-hangzhou:1234567890123456:functions/payments').not.toMatch(functions);
  });

  it('is bound to the user of the role', () => {
    expect(BINDING).toMatchObject({
      kind: 'ClusterRoleBinding',
      roleRef: { kind: 'ClusterRole', name: ROLE.metadata.name },
      subjects: [{ kind: 'User', name: '<user>' }],
    });
  });

  it('is as docs/config.md has it', () => {
    const page = textOf('docs/config.md');
    const documented = blocks(page, 'json').flatMap((text) => JSON.parse(text).Statement as Statement[]);
    const reading = POLICY.flatMap(actionsOf).filter((action) => !/^(ots|fc):/.test(action));
    const [role] = blocks(page, 'yaml').filter((text) => text.includes('kind: ClusterRole'));

    expect(documented.flatMap(actionsOf).sort()).toEqual(reading.sort());
    expect(parseAllDocuments(role ?? '')[0]?.toJS().rules).toEqual(ROLE.rules);
  });

  it('may be taken by Function Compute alone', () => {
    const { Statement: trusts } = JSON.parse(textOf('deploy/trust-policy.json'));

    expect(trusts).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } },
    ]);
  });
});
