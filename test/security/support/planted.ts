import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { openFileRows } from '../../../shared/store/file-rows.ts';
import { type RowStore, TABLES, type TableName } from '../../../shared/store/rows.ts';
import type { Call } from '../../servers/calls.ts';
import type { Cloud } from '../../servers/cloud.ts';
import { type DingtalkServer, startDingtalk } from '../../servers/dingtalk.ts';
import type { PlantedFault } from '../../servers/faults.ts';
import type { Fleet } from '../../servers/fleet.ts';
import type { Kubernetes } from '../../servers/kubernetes.ts';
import { configOf, guardedFleet } from '../../support/guarded-fleet.ts';
import { UNLIMITED } from '../../support/live.ts';
import { annotate } from '../../support/world.ts';
import type { Places, Secrets } from './hunt.ts';

/** What is planted beside the keys and tokens that the servers make up. */
const PLANTED = {
  'the token of the robot': 'planted-robot-token+0/1=',
  'the secret of the robot': 'SECplanted0/robot+secret=',
  'the token of the HTTP surface': 'planted/http+surface=token',
  'the password of a proxy': 'planted-proxy+password=2',
  'the password of another user of the kubeconfig': 'planted/kube+password=3',
  'the client key of another user of the kubeconfig': `-----BEGIN PRIVATE KEY-----\nplantedMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n`,
  'what the plugin of another user is given': 'planted:plugin:variable:4',
  'a password in an annotation of a Service': 'planted+in{annotation}=5',
  'a password in an annotation of a Node': 'planted+at{a}node=6',
  'a password in a variable of a Pod': 'planted+in{a}pod=7',
} as const satisfies Secrets;

/** A fleet with drift in it, a robot, and everything that a config of them needs. */
export interface PlantedFleet {
  readonly fleet: Fleet;
  readonly dingtalk: DingtalkServer;
  /** How often an API server sent passwords in places that no audit looks at. */
  readonly passwordsSent: () => number;
  /** The text of a config with a file store in the folder, and a robot. */
  readonly config: string;
  readonly store: string;
  readonly env: Readonly<Record<string, string>>;
  /** All that must come out nowhere, as far as it is known by now: roles bring keys of their own. */
  readonly secrets: () => Secrets;
}

/** Starts one for the time of one test. */
export async function plantedFleet(folder: string): Promise<PlantedFleet> {
  const guarded = await guardedFleet();
  const { fleet } = guarded;
  const dingtalk = await startDingtalk([
    { token: PLANTED['the token of the robot'], secret: PLANTED['the secret of the robot'] },
  ]);
  onTestFinished(() => dingtalk.close());
  const passwords = [...fleet.kubernetes.values()].map(plantIn);
  const store = join(folder, 'store');
  return {
    fleet,
    dingtalk,
    passwordsSent: () => passwords.reduce((sum, { hits }) => sum + hits(), 0),
    store,
    config: JSON.stringify({
      ...JSON.parse(configOf(guarded, { clusterSeconds: 60, scanSeconds: 120 })),
      limits: UNLIMITED,
      confirm: { settleSeconds: 0.01 },
      store: { type: 'file', path: store },
      alerts: {
        dingtalk: [{ name: 'ops', url: 'env:ROBOT_URL', secret: 'env:ROBOT_SECRET', summary: true }],
      },
    }),
    env: {
      ...guarded.env,
      KUBECONFIG_1: withOthers(guarded.env.KUBECONFIG_1 ?? ''),
      ROBOT_URL: dingtalk.webhook(encodeURIComponent(PLANTED['the token of the robot'])),
      ROBOT_SECRET: PLANTED['the secret of the robot'],
      CCM_PREFLIGHT_TOKEN: PLANTED['the token of the HTTP surface'],
      HTTPS_PROXY: `http://somebody:${encodeURIComponent(PLANTED['the password of a proxy'])}@127.0.0.1:1`,
    },
    secrets: () => ({
      ...PLANTED,
      ...Object.fromEntries(fleet.secrets().map((secret, index) => [`key or token ${index}`, secret])),
    }),
  };
}

/** An SLB that is called otherwise than its Service asks for, and passwords where no audit has anything to look for. */
function plantIn(server: Kubernetes): PlantedFault {
  server.update(({ kubernetes }) => {
    for (const service of kubernetes.services.items ?? []) annotate(service, 'name', 'wanted');
  });
  return server.faults.add({
    when: ({ api }) => /\/(services|nodes)$/.test(api),
    reply: { edit: (body) => withPasswords(body as Listed) },
  });
}

interface Listed {
  readonly kind?: string;
  readonly items?: readonly { readonly metadata: object; readonly spec?: object }[];
}

function withPasswords(body: Listed): object {
  const annotation = {
    ServiceList: PLANTED['a password in an annotation of a Service'],
    NodeList: PLANTED['a password in an annotation of a Node'],
  }[body.kind ?? ''];
  if (annotation === undefined) return body;
  const applied = JSON.stringify({ stringData: { password: annotation } });
  return {
    ...body,
    items: body.items?.map((item) => ({
      ...item,
      metadata: {
        ...item.metadata,
        ...('annotations' in item.metadata
          ? { annotations: { ...(item.metadata.annotations as object), ...noise(applied) } }
          : { annotations: noise(applied) }),
        managedFields: [{ time: '2026-01-01T00:00:00Z', fieldsV1: { applied } }],
      },
      spec: {
        ...item.spec,
        containers: [{ env: [{ name: 'PASSWORD', value: PLANTED['a password in a variable of a Pod'] }] }],
      },
    })),
  };
}

function noise(applied: string): Readonly<Record<string, string>> {
  return { 'kubectl.kubernetes.io/last-applied-configuration': applied, 'app.example.com/password': applied };
}

/** The kubeconfig with users beside the one that is meant, who sign in in every other way. */
function withOthers(kubeconfig: string): string {
  const value = parse(kubeconfig) as { readonly users: readonly object[] };
  const key = Buffer.from(PLANTED['the client key of another user of the kubeconfig']).toString('base64');
  const env = [{ name: 'PASSWORD', value: PLANTED['what the plugin of another user is given'] }];
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'false', env };
  return stringify({
    ...value,
    users: [
      ...value.users,
      {
        name: 'basic',
        user: { username: 'admin', password: PLANTED['the password of another user of the kubeconfig'] },
      },
      { name: 'certificate', user: { 'client-certificate-data': key, 'client-key-data': key } },
      { name: 'plugin', user: { exec } },
    ],
  });
}

/** Keys of the account that is read through a role: nobody sends them, and so nobody can send them back. */
const NEVER_SENT = ['LTAIplanted2', 'planted-secret-of-account-200'];

/**
 * Makes a server repeat in its refusals every secret that it can have been sent. Messages take in no more than the
 * beginning of a text: each time, others stand there.
 */
export function echo(server: Cloud | Kubernetes, when: (call: Call) => boolean): PlantedFault {
  let first = 0;
  return server.faults.add({
    when,
    reply: () => {
      const sent = server.secrets().filter((secret) => !NEVER_SENT.includes(secret));
      const all = sent.flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64'),
      ]);
      first = (first + 3) % all.length;
      const text = [...all.slice(first), ...all.slice(0, first)].join(' and ');
      return { status: 403, code: 'Forbidden.RAM', message: `You sent ${text}, did you not?` };
    },
  });
}

/** All rows of a store, and the bytes of its file. */
export async function keptIn(store: string): Promise<Places> {
  const rows = await openFileRows(store);
  try {
    return { ...(await rowsOf(rows)), 'the file of the store': readFileSync(join(store, 'rows.mdb')) };
  } finally {
    await rows.close();
  }
}

/** All rows of all tables. */
export async function rowsOf(rows: RowStore): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const table of Object.keys(TABLES) as TableName[]) {
    const all: unknown[] = [];
    for await (const row of rows.range(table)) all.push(row);
    texts[`table ${table}`] = JSON.stringify(all);
  }
  return texts;
}
