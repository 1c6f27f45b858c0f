import { describe, expect, it } from 'vitest';
import { buildDigest } from '../../shared/alerts/build-digest.ts';
import { auditSnapshot } from '../../shared/index.ts';
import { explainService } from '../../shared/report/explain.ts';
import { requestOf } from '../../shared/service/http-event.ts';
import { PRUNERS } from '../../shared/snapshot/prune.ts';
import { accessOf } from '../../shared/sources/kubernetes/sign-in.ts';
import { httpEvent } from '../http/support/function.ts';
import { kubeconfig } from '../sources/support/kubeconfigs.ts';
import { ANNOTATION, annotate, partsOf, type World, world } from '../support/world.ts';
import { deep } from './support/odd-values.ts';

const IMPOSTOR = { toString: 1, valueOf: 1 };
const AT = '2026-11-23T02:00:00.000Z';

/** What fuzzing has found once, each in its smallest form. */
describe('a list of a snapshot that says in odd words whether there is more of it', () => {
  it.each<[string, object]>([
    ['a count that cannot be a number', { remainingItemCount: IMPOSTOR }],
    ['a count that is a list', { remainingItemCount: [] }],
    ['a token that is no text', { continue: IMPOSTOR }],
    ['a token that is a number', { continue: 5 }],
  ])('may be only its beginning: %s', (_, metadata) => {
    const edited = world();
    Object.assign(partsOf(edited).cluster.kubernetes.services, { metadata });

    const { clusters, failures } = auditSnapshot(edited);

    expect(failures.map(({ code }) => code)).toContain('ListIncomplete');
    expect(clusters[0]?.verdict).toBe('unknown');
  });

  it.each([{}, { continue: '' }, { continue: null }, { remainingItemCount: 0 }, { remainingItemCount: '0' }])(
    'is whole where it says so: %j',
    (metadata) => {
      const edited = world();
      Object.assign(partsOf(edited).cluster.kubernetes.services, { metadata });

      expect(auditSnapshot(edited).clusters[0]?.verdict).toBe('ready');
    },
  );
});

describe('a name that every object of JavaScript has', () => {
  it.each(['constructor', 'toString', '__proto__'])('may be the name of an annotation: %s', (name) => {
    const edited = world();
    const annotations = JSON.parse(`{"${ANNOTATION}${name}":"on"}`);
    partsOf(edited).service.metadata.annotations = annotations;

    const explanation = explainService(edited, { clusterId: 'c1', namespace: 'prod', service: 'web' });

    expect(explanation.annotations).toMatchObject([{ key: ANNOTATION + name, reason: 'unknown' }]);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'may be the id of a cluster that is ready: %s',
    (clusterId) => {
      const cluster = {
        clusterId,
        name: 'x',
        regionId: 'r',
        verdict: 'ready',
        services: 0,
        findings: 0,
      } as const;
      const run = {
        run: 'r',
        status: 'closed',
        startedAt: AT,
        targetCcmVersion: '2.14.0',
        clusters: [cluster],
      } as const;

      const { changes } = buildDigest({ run, records: [], suppressions: [], verdicts: {} }, 'en', false);

      expect(changes).toEqual([]);
    },
  );
});

describe('annotation ccm-preflight/ignore', () => {
  const KEY = 'ccm-preflight/ignore';

  function renamed(ignore: string, name = 'web'): World {
    const edited = world({ services: [{ name }] });
    const { service } = partsOf(edited);
    annotate(service, 'name', 'wanted');
    Object.assign(service.metadata.annotations ?? {}, { [KEY]: ignore });
    return edited;
  }

  it.each<[string, string]>([
    ['a rule of 70,000 characters', `${'a'.repeat(70_000)}: why`],
    ['ten thousand rules', `${'*,'.repeat(10_000)}*: why`],
  ])('is listed as unreadable where it names %s', (_, text) => {
    const { findings, suppressions } = auditSnapshot(renamed(text));

    expect(findings.map(({ suppressed }) => suppressed)).toEqual([undefined]);
    expect(suppressions).toMatchObject([{ state: 'malformed' }]);
  });

  it.each(['*', 'w*', '{web,shop}', '+(a|aa)'.repeat(12), 'n'.repeat(70_000)])(
    'is about its own Service, and no other, whatever that one is called: %.20s',
    (name) => {
      const edited = renamed('*: known', name);
      const other = renamed('', 'web').clusters[0]?.kubernetes.services.items?.[0];
      if (other)
        edited.clusters[0]?.kubernetes.services.items?.push({
          ...other,
          metadata: { ...other.metadata, uid: 'u2' },
        });

      const { findings } = auditSnapshot(edited);

      const suppressed = findings.filter((finding) => finding.suppressed).map(({ service }) => service);
      expect(new Set(suppressed)).toEqual(new Set([name]));
      expect(findings.some(({ service }) => service === 'web')).toBe(true);
    },
  );
});

describe('an HTTP event', () => {
  it.each<[string, object]>([
    ['a body that says how long it is', { body: { length: 3_000_000_000 } }],
    ['a method that is no text', { requestContext: { http: { method: IMPOSTOR } } }],
    ['a query of impostors', { queryParameters: { a: IMPOSTOR } }],
    ['a query that is no object', { queryParameters: [5] }],
    ['a header that is no text', { headers: { a: IMPOSTOR } }],
  ])('is refused with %s', (_, more) => {
    const event = Buffer.from(JSON.stringify(httpEvent('POST', '/scans', more)));

    expect(() => requestOf(event)).toThrow(expect.objectContaining({ code: 'BAD_EVENT' }));
  });
});

describe('a kubeconfig', () => {
  it.each<[string, (value: Record<string, unknown>) => unknown]>([
    [
      'a context whose name is none',
      (value) => ({ ...value, contexts: [{ name: IMPOSTOR, context: { cluster: 'one', user: 'me' } }] }),
    ],
    ['a current-context that is none', (value) => ({ ...value, 'current-context': IMPOSTOR })],
    [
      'a server that is none',
      (value) => ({ ...value, clusters: [{ name: 'one', cluster: { server: { x: 1 } } }] }),
    ],
    [
      'a file name that is none',
      (value) => ({
        ...value,
        clusters: [{ name: 'one', cluster: { server: 'https://h', 'certificate-authority': 5 } }],
      }),
    ],
    [
      'a certificate that says how long it is',
      (value) => ({
        ...value,
        clusters: [
          {
            name: 'one',
            cluster: { server: 'https://h', 'certificate-authority-data': { length: 3_000_000_000 } },
          },
        ],
      }),
    ],
    [
      'an address without slashes',
      (value) => ({ ...value, clusters: [{ name: 'one', cluster: { server: 'https:u:p@h' } }] }),
    ],
    [
      'an address with three slashes',
      (value) => ({ ...value, clusters: [{ name: 'one', cluster: { server: 'https:///u:p@h' } }] }),
    ],
    ['a token that is a list', (value) => ({ ...value, users: [{ name: 'me', user: { token: ['x'] } }] })],
  ])('is refused with %s', (_, change) => {
    const text = JSON.stringify(change(JSON.parse(kubeconfig('https://127.0.0.1'))));

    for (const origin of ['own', 'foreign'] as const) {
      expect(() => accessOf(text, { clusterId: 'c1', origin, folder: '/tmp' })).toThrow(
        expect.objectContaining({ remoteCode: 'KUBECONFIG' }),
      );
    }
  });
});

describe('an item that is broken', () => {
  it('a million times is told in a few words', () => {
    const edited = world();
    Object.assign(partsOf(edited).service.spec, { ports: Array.from({ length: 300_000 }, () => null) });

    const { failures } = auditSnapshot(edited);

    expect(failures[0]).toMatchObject({ code: 'ItemNotUnderstood' });
    expect(JSON.stringify(failures).length).toBeLessThan(5_000);
  });

  it.each([
    ['metadata', { metadata: deep(50_000) }],
    ['an annotation', { metadata: { annotations: { [`${ANNOTATION}id`]: deep(50_000) } } }],
    ['ports', { metadata: {}, spec: { ports: deep(50_000, 'object') } }],
  ])('by what is nested too deeply is kept as what it can be written down as: %s', (_, item) => {
    const kept = PRUNERS.services(item);

    expect(JSON.stringify(kept).length).toBeLessThan(200);
  });
});
