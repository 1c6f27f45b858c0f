import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../support/deploy/project.ts';
import { DOORLESS, DOORS } from './support/doors.ts';
import {
  CLOUD_APIS,
  INVOCATION,
  KUBERNETES_REQUESTS,
  ROW_OPERATIONS,
  TABLE_OPERATIONS,
} from './support/only-reading.ts';
import { reachedFrom, sourceFiles } from './support/source.ts';

const FILES = sourceFiles('shared', 'functions');
const BY_PATH = new Map(FILES.map((file) => [file.path, file]));

/** Verbs with which names of APIs begin that change something. */
const CHANGING =
  /\b(?:Abort|Activate|Add|Allocate|Apply|Associate|Attach|Authorize|Batch|Bind|Cancel|Change|Clone|Copy|Create|Deactivate|Delete|Deploy|Detach|Disable|Disassociate|Drain|Enable|Exec|Grant|Import|Install|Join|Migrate|Modify|Move|Open|Patch|Pause|Post|Put|Reboot|Release|Remove|Renew|Replace|Reset|Restart|Resume|Revoke|Run|Scale|Set|Start|Stop|Tag|Terminate|Unassociate|Unbind|Uninstall|Untag|Update|Upgrade|Upload|Write)[A-Z][A-Za-z0-9]+\b/g;
const READING = /\b(?:Assume|Check|Describe|Get|Invoke|List|Query)[A-Z][A-Za-z0-9]+\b/g;
/** What people read: what CCM would do, and what they could do themselves. */
const WORDS_FOR_PEOPLE = /^shared\/(?:rules|report)\//;

function inFiles(
  found: (file: (typeof FILES)[number]) => readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const entries = FILES.map((file) => [file.path, [...new Set(found(file))].sort()] as const);
  return Object.fromEntries(entries.filter(([, all]) => all.length > 0));
}

/** All names in the texts of files, of a form. */
function named(form: RegExp): Readonly<Record<string, readonly string[]>> {
  return inFiles(({ texts }) => texts.flatMap((text) => text.match(form) ?? []));
}

/** Methods of classes, those that they inherit among them. */
function methodsOf(...classes: readonly unknown[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of classes) {
    let prototype = typeof one === 'function' ? one.prototype : undefined;
    for (; prototype && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
      for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    }
  }
  return names;
}

describe('no API that changes anything', () => {
  it('is named by the code, but in words for people and for rows of its own tables', () => {
    const elsewhere = Object.entries(named(CHANGING)).filter(([path]) => !WORDS_FOR_PEOPLE.test(path));

    expect(Object.values(named(CHANGING)).flat()).toContain('DeleteLoadBalancer');
    expect(Object.fromEntries(elsewhere)).toEqual({
      // A field of a listener.
      'shared/model/listener-fields.ts': ['EnableHttp2'],
      'shared/store/tablestore-batch.ts': ['BatchWriteRow'],
      'shared/store/tablestore-put.ts': ['PutRow', 'UpdateRow'],
      'shared/store/tablestore-rows.ts': ['DeleteRow'],
      'shared/store/tablestore-tables.ts': ['CreateTable'],
    });
  });

  it('can be called by the code that has the words for people: it leads to nothing that reaches a network or a file', () => {
    const words = FILES.filter(({ path }) => WORDS_FOR_PEOPLE.test(path));

    const reached = new Set(words.flatMap(({ path }) => reachedFrom(path, BY_PATH)));
    const doors = [...reached].flatMap(({ path, packages }) =>
      packages.filter((name) => name in DOORS).map((name) => `${path} ${name}`),
    );

    expect(words.length).toBeGreaterThan(60);
    // IP addresses are compared with what it has.
    expect(doors).toEqual(['shared/model/cloud-index.ts node:net']);
  });

  it('is among those that the code asks for: they are the ones that are meant', () => {
    const meant = [...Object.values(CLOUD_APIS).flat(), INVOCATION, 'GetRow', 'GetRange', 'DescribeTable'];
    const code = ['ListIncomplete'];

    const asked = new Set(Object.values(named(READING)).flat());

    expect([...asked].filter((name) => !code.includes(name)).sort()).toEqual([...new Set(meant)].sort());
  });
});

describe('of the clients of the SDKs', () => {
  const members = new Set(FILES.flatMap((file) => [...file.members]));

  async function used(...classes: readonly unknown[]): Promise<readonly string[]> {
    const methods = methodsOf(...classes);
    expect(methods.size).toBeGreaterThan(15);
    return [...methods].filter((name) => members.has(name)).sort();
  }

  it('for ACK only those that read are called', async () => {
    const { default: sdk } = await import('@alicloud/cs20151215');

    expect(await used(sdk.default)).toEqual([
      'callApi',
      'describeClusterUserKubeconfig',
      'describeClustersV1',
      'getClusterAddonInstance',
    ]);
  });

  it('for Function Compute only those that invoke are called', async () => {
    const { default: fc } = await import('@alicloud/fc20230330');
    const { default: fc2 } = await import('@alicloud/fc2');
    // Names that maps, rows of the store, and HTTP have too.
    const common = ['delete', 'get', 'post', 'put', 'request'];

    expect(await used(fc.default)).toEqual(['callApi', 'invokeFunction', 'invokeFunctionWithOptions']);
    expect((await used(fc2)).filter((name) => !common.includes(name))).toEqual(['invokeFunction']);
    for (const path of ['shared/invoke/function-compute-2.ts', 'shared/invoke/function-compute-3.ts'])
      expect(common.filter((name) => BY_PATH.get(path)?.members.has(name))).toEqual([]);
  });

  it('for Kubernetes none is used: it only reads kubeconfigs', async () => {
    const library = await import('@kubernetes/client-node');
    const apis = Object.entries(library).filter(([name]) => name.endsWith('Api'));
    const files = FILES.filter(({ path }) => path.startsWith('shared/sources/kubernetes/'));

    const methods = await used(...apis.map(([, one]) => one));
    const exported = files.flatMap(({ names }) => [...names].filter((name) => name in library));

    // Single words are what maps and texts have too; the API's own have several: listNamespacedPod.
    expect(apis.length).toBeGreaterThan(40);
    expect(methods.filter((name) => /[A-Z]/.test(name))).toEqual([]);
    expect([...new Set(exported)].sort()).toEqual(['KubeConfig']);
  });

  it('for Tablestore none is called by its name: operations are, and they are of rows', async () => {
    const { default: sdk } = await import('tablestore');
    const operations = [...TABLE_OPERATIONS, ...ROW_OPERATIONS].map(
      (name) => name[0]?.toLowerCase() + name.slice(1),
    );
    const methods = methodsOf(sdk.Client);

    const asked = new Set(
      FILES.filter(({ path }) => path.startsWith('shared/store/')).flatMap(({ texts }) =>
        texts.filter((text) => methods.has(text) && /[A-Z]/.test(text)),
      ),
    );

    expect([...asked].sort()).toEqual(operations.sort());
  });
});

describe('the ways out of the program', () => {
  it('are these files and no others', () => {
    const imports = new Map<string, Set<string>>();
    for (const { path, packages } of FILES)
      for (const name of packages) imports.set(name, (imports.get(name) ?? new Set()).add(path));

    const doors = [...imports].filter(([name]) => !DOORLESS.includes(name));

    expect(Object.fromEntries(doors.map(([name, paths]) => [name, [...paths].sort()]))).toEqual(DOORS);
  });

  it('are no programs, no code that is made at run time, and no requests but the pages of themselves', () => {
    const forbidden = [
      'eval',
      'Function',
      'require',
      'WebSocket',
      'XMLHttpRequest',
      'Worker',
      'child_process',
    ];

    expect(inFiles(({ names }) => forbidden.filter((name) => names.has(name)))).toEqual({});
    expect(
      inFiles(({ packages }) =>
        packages.filter((name) =>
          /^(?:node:)?(?:child_process|worker_threads|vm|cluster|dgram|inspector|module)/.test(name),
        ),
      ),
    ).toEqual({});
    expect(
      Object.keys(inFiles(({ names }) => (names.has('fetch') ? ['fetch'] : []))).filter(
        (path) => !path.startsWith('shared/service/'),
      ),
    ).toEqual(['shared/formats/html/client/service.ts']);
  });

  it('to an API server is GET alone', () => {
    const door = BY_PATH.get('shared/sources/kubernetes/http-get.ts');

    expect(
      [...(door?.members ?? [])].filter((name) => ['request', 'method', 'post', 'put'].includes(name)),
    ).toEqual([]);
    expect(
      inFiles(({ path, members }) =>
        path.startsWith('shared/sources/') && members.has('method') ? ['method'] : [],
      ),
    ).toEqual({ 'shared/sources/alicloud/sdk.ts': ['method'] });
  });
});

describe('what the functions are allowed in the cloud and in clusters', () => {
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

  it('is what they may ask, and nothing else', () => {
    const statements: readonly { Action: string | readonly string[] }[] = JSON.parse(
      read('deploy/ram-policy.json'),
    ).Statement;
    const actions = statements.flatMap(({ Action }) => Action);
    const { sts: _, ...products } = CLOUD_APIS;
    const asked = Object.entries(products).flatMap(([product, names]) =>
      names.map((name) => `${product}:${name}`),
    );

    const wanted = [...asked, ...ROW_OPERATIONS.map((name) => `ots:${name}`), `fc:${INVOCATION}`];

    expect(actions.toSorted()).toEqual(wanted.sort());
  });

  it('is nothing but get and list in clusters, and no Secret or ConfigMap', () => {
    const [role] = parseAllDocuments(read('deploy/kubernetes-rbac.yaml')).map((one) => one.toJS());
    const rules: readonly Readonly<Record<'verbs' | 'resources' | 'apiGroups', readonly string[]>>[] =
      role.rules;
    const asked = KUBERNETES_REQUESTS.map((request) =>
      request
        .replace(/\/\{name\}$/, '')
        .split('/')
        .at(-1),
    );

    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
    expect(new Set(rules.flatMap(({ resources }) => resources))).toEqual(new Set(asked));
    expect(new Set(rules.flatMap(({ apiGroups }) => apiGroups))).toEqual(new Set(['', 'discovery.k8s.io']));
  });
});
