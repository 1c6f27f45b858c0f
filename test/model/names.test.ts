import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultLoadBalancerName,
  type NamedKey,
  namedKey,
  parseGroupKey,
  parseListenerKey,
} from '../../shared/model/names.ts';

describe('defaultLoadBalancerName', () => {
  it.each([
    ['c4f92e37-4ab7-4a30-aac3-76375b4d7a04', 'ac4f92e374ab74a30aac376375b4d7a0'],
    ['', 'a'],
    ['---', 'a'],
    ['u-1', 'au1'],
    ['1234567890123456789012345678901', 'a1234567890123456789012345678901'],
    ['12345678901234567890123456789012', 'a1234567890123456789012345678901'],
  ])('of the UID "%s" is "%s"', (uid, expected) => {
    const name = defaultLoadBalancerName(uid);

    expect(name).toBe(expected);
  });
});

const WEB_80: NamedKey = { port: '80', service: 'web', namespace: 'prod', clusterId: 'c1' };

describe('the names CCM gives', () => {
  it('are read back from what was written', () => {
    const word = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), word, word, word, (port, service, namespace, id) => {
        const name = namedKey(port, service, namespace, id);

        const key = { port: String(port), service, namespace, clusterId: id };
        expect(parseGroupKey(name)).toEqual(key);
        expect(parseListenerKey(name)).toEqual(key);
      }),
    );
  });

  it.each<[string | null | undefined, NamedKey | undefined]>([
    ['k8s/80/web/prod/c1', WEB_80],
    ['k8s/http/web/prod/c1', { ...WEB_80, port: 'http' }],
    ['k8s/////', undefined],
    ['k8s////', { port: '', service: '', namespace: '', clusterId: '' }],
    ['k8s/80/web/prod', undefined],
    ['k8s/80/web/prod/c1/x', undefined],
    ['k8s', undefined],
    ['K8s/80/web/prod/c1', undefined],
    [' k8s/80/web/prod/c1', undefined],
    ['k8s-web/80/web/prod/c1', undefined],
    ['my group', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('on a group: %j means %o', (name, expected) => {
    const key = parseGroupKey(name);

    expect(key).toEqual(expected);
  });

  it.each<[string | null | undefined, NamedKey | undefined]>([
    ['k8s/80/web/prod/c1', WEB_80],
    ['k8s/+80/web/prod/c1', { ...WEB_80, port: '+80' }],
    ['k8s/http/web/prod/c1', undefined],
    ['k8s//web/prod/c1', undefined],
    ['k8s/80.0/web/prod/c1', undefined],
    ['k8s/ 80/web/prod/c1', undefined],
    ['k8s/80/web/prod', undefined],
    ['web', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('on a listener, whose port must be an integer: %j means %o', (description, expected) => {
    const key = parseListenerKey(description);

    expect(key).toEqual(expected);
  });
});
