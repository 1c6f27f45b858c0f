import { describe, expect, it } from 'vitest';
import {
  annotationKey,
  BACKEND_TYPE_KEY,
  hasPlainAnnotation,
  plainAnnotation,
  readAnnotations,
} from '../../shared/model/annotations.ts';
import { serviceWith } from '../support/kubernetes.ts';

const NEW = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const OLD = 'service.beta.kubernetes.io/alicloud-loadbalancer-';

function read(annotations: Record<string, string> | null) {
  return readAnnotations(serviceWith({}, {}, { annotations }));
}

describe('readAnnotations', () => {
  it.each<[string, Record<string, string> | null, string, boolean, readonly string[], string]>([
    ['neither prefix', {}, '', false, [], `${NEW}spec`],
    ['no annotations at all', null, '', false, [], `${NEW}spec`],
    ['the newer prefix', { [`${NEW}spec`]: 'a' }, 'a', true, [`${NEW}spec`], `${NEW}spec`],
    ['the older prefix', { [`${OLD}spec`]: 'b' }, 'b', true, [`${OLD}spec`], `${OLD}spec`],
    [
      'both prefixes',
      { [`${OLD}spec`]: 'b', [`${NEW}spec`]: 'a' },
      'a',
      true,
      [`${NEW}spec`, `${OLD}spec`],
      `${NEW}spec`,
    ],
    [
      'both prefixes, the newer one empty',
      { [`${NEW}spec`]: '', [`${OLD}spec`]: 'b' },
      '',
      true,
      [`${NEW}spec`, `${OLD}spec`],
      `${NEW}spec`,
    ],
    ['an empty value', { [`${NEW}spec`]: '' }, '', true, [`${NEW}spec`], `${NEW}spec`],
    ['another prefix', { 'example.com/spec': 'a', spec: 'c' }, '', false, [], `${NEW}spec`],
    ['a longer name', { [`${NEW}spec-x`]: 'a' }, '', false, [], `${NEW}spec`],
    ['another case', { [`${NEW}Spec`]: 'a' }, '', false, [], `${NEW}spec`],
  ])('with %s', (_, annotations, value, has, keys, key) => {
    const found = read(annotations);

    expect(found.get('spec')).toBe(value);
    expect(found.has('spec')).toBe(has);
    expect(found.keysOf('spec')).toEqual(keys);
    expect(found.keyOf('spec')).toBe(key);
  });

  it('lets nothing be trimmed away', () => {
    const annotations = read({ [`${NEW}spec`]: ' slb.s1.small ' });

    expect(annotations.get('spec')).toBe(' slb.s1.small ');
  });

  it('tells names apart that begin alike', () => {
    const annotations = read({
      [`${NEW}weight`]: '1',
      [`${NEW}ip`]: '1.1.1.1',
      [`${NEW}ip-version`]: 'ipv6',
    });

    expect(annotations.get('weight')).toBe('1');
    expect(annotations.get('default-weight')).toBe('');
    expect(annotations.get('ip')).toBe('1.1.1.1');
    expect(annotations.get('ip-version')).toBe('ipv6');
  });
});

describe('annotationKey', () => {
  it('is the present-day key', () => {
    const key = annotationKey('cert-id');

    expect(key).toBe(`${NEW}cert-id`);
  });
});

describe('an annotation read by its full key', () => {
  it.each<[Record<string, string> | null, string, boolean]>([
    [null, '', false],
    [{}, '', false],
    [{ [BACKEND_TYPE_KEY]: '' }, '', true],
    [{ [BACKEND_TYPE_KEY]: 'eni' }, 'eni', true],
  ])('in %j is "%s", there: %s', (annotations, value, has) => {
    const service = serviceWith({}, {}, { annotations });

    expect(plainAnnotation(service, BACKEND_TYPE_KEY)).toBe(value);
    expect(hasPlainAnnotation(service, BACKEND_TYPE_KEY)).toBe(has);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is not there only because every object has a "%s"',
    (key) => {
      const service = serviceWith({}, {}, { annotations: {} });

      expect(plainAnnotation(service, key)).toBe('');
      expect(hasPlainAnnotation(service, key)).toBe(false);
    },
  );
});
