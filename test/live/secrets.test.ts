import { describe, expect, it } from 'vitest';
import type { Call } from '../servers/calls.ts';
import type { Cloud } from '../servers/cloud.ts';
import type { FaultReply, PlantedFault } from '../servers/faults.ts';
import type { Fleet } from '../servers/fleet.ts';
import type { Kubernetes } from '../servers/kubernetes.ts';
import { buildCommand, startProgram } from '../support/built-command.ts';
import { temporaryFolder } from '../support/files.ts';
import { configOf, expectNone, guardedFleet, outputOfAll, secretsOf } from '../support/guarded-fleet.ts';

const folder = temporaryFolder();

type Word = (text: string) => FaultReply;
type Plant = (fleet: Fleet) => PlantedFault[];

/**
 * Makes a server repeat all its secrets in every form, those too that come up only meanwhile. Messages take in no more
 * than the beginning of a text: each time, other ones stand there.
 */
function echo(server: Cloud | Kubernetes, word: Word, when: (call: Call) => boolean): PlantedFault {
  let first = 0;
  const text = () => {
    const all = secretsOf(server);
    first = (first + 3) % all.length;
    return `You sent ${[...all.slice(first), ...all.slice(0, first)].join(' and ')}, did you not?`;
  };
  return server.faults.add({ when, reply: () => word(text()) });
}

function everywhere(word: Word): Plant {
  return ({ cloud, kubernetes }) => [cloud, ...kubernetes.values()].map((one) => echo(one, word, () => true));
}

/** The cloud works, so that the API servers of discovered clusters are asked too. */
function inClusters(word: Word): Plant {
  return ({ kubernetes }) => [...kubernetes.values()].map((one) => echo(one, word, () => true));
}

function inCloud(api: string, word: Word): Plant {
  return ({ cloud }) => [echo(cloud, word, (call) => call.api === api)];
}

const json = (value: unknown): FaultReply => ({ status: 200, text: JSON.stringify(value) });

describe.concurrent('no key, secret or token comes out of any command', () => {
  it.concurrent.each<[string, Plant]>([
    ['denies', everywhere((message) => ({ status: 403, code: 'Forbidden.RAM', message }))],
    ['does not let in', everywhere((message) => ({ status: 401, code: 'Unauthorized', message }))],
    [
      'knows no such key',
      everywhere((message) => ({ status: 404, code: 'InvalidAccessKeyId.NotFound', message })),
    ],
    [
      'does not agree with the signature',
      everywhere((text) => ({
        status: 400,
        code: 'SignatureDoesNotMatch',
        message: `Specified signature is not matched. server string to sign is:POST&%2F&${text}`,
      })),
    ],
    ['has it in its code', everywhere((code) => ({ status: 400, code }))],
    ['breaks down', everywhere((message) => ({ status: 500, code: 'InternalError', message }))],
    [
      'is a gateway with a page of its own',
      everywhere((text) => ({ status: 503, text: `<html>${text}</html>` })),
    ],
    ['sends no JSON', everywhere((text) => ({ status: 200, text }))],
    ['sends JSON that is no object', everywhere((text) => json(text))],
    [
      'sends texts where lists should be',
      everywhere((text) => json({ kind: text, items: text, TotalCount: text, LoadBalancers: text })),
    ],
    ['denies in the clusters only', inClusters((message) => ({ status: 403, code: 'Forbidden', message }))],
    [
      'does not let in in the clusters only',
      inClusters((message) => ({ status: 401, code: 'Unauthorized', message })),
    ],
    ['refuses in the clusters only', inClusters((message) => ({ status: 400, code: 'BadRequest', message }))],
    ['gives no role', inCloud('AssumeRole', (message) => ({ status: 403, code: 'NoPermission', message }))],
    [
      'gives a role without keys',
      inCloud('AssumeRole', (text) => json({ Credentials: { AccessKeyId: text } })),
    ],
    [
      'gives kubeconfigs that are none',
      inCloud('DescribeClusterUserKubeconfig', (text) => json({ config: `token: [${text}` })),
    ],
    [
      'gives kubeconfigs without a context',
      inCloud('DescribeClusterUserKubeconfig', (text) => json({ config: JSON.stringify({ users: [text] }) })),
    ],
  ])('when a server that repeats what it got %s', async (_, plant) => {
    const guarded = await guardedFleet();
    const planted = plant(guarded.fleet);

    const texts = await outputOfAll(guarded, folder);

    expect(planted.some((fault) => fault.hits() > 0)).toBe(true);
    expectNone(texts, secretsOf(guarded.fleet.cloud, ...guarded.fleet.kubernetes.values()));
  });
});

describe('a process of its own', () => {
  it('lets nothing out beside what it means to print', async () => {
    const guarded = await guardedFleet();
    const { cloud, kubernetes } = guarded.fleet;
    for (const server of kubernetes.values())
      echo(
        server,
        (message) => ({ status: 403, code: 'Forbidden', message }),
        () => true,
      );
    echo(
      cloud,
      (message) => ({ status: 403, code: 'Forbidden.RAM', message }),
      ({ api }) => api === 'DescribeVServerGroups',
    );
    const config = configOf(guarded, { clusterSeconds: 20, scanSeconds: 40 });
    const command = buildCommand(folder);

    const running = [['scan', '--format', 'json'], ['check-config']].map(([name = '', ...args]) =>
      startProgram(process.execPath, [command, name, '--config', config, ...args], guarded.env),
    );
    const ends = await Promise.all(running.map(({ ended }) => ended));

    const texts = running.flatMap(({ out, err }) => [out(), err()]);
    expect(ends.map(({ code }) => code)).toEqual([2, 2]);
    expect(texts.join('')).toMatch(/You sent .*\*\*\*/);
    expectNone(texts, secretsOf(cloud, ...kubernetes.values()));
  });
});
