import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatExplanation } from '../../shared/formats/explain.ts';
import { auditSnapshot } from '../../shared/index.ts';
import { explainService } from '../../shared/report/explain.ts';
import { EVERY_NAME } from '../../shared/report/explain-annotation-facts.ts';
import { ANNOTATION, partsOf, world } from '../support/world.ts';
import { fuzz } from './support/fuzz.ts';
import { mutatedText, textMutations } from './support/mutate.ts';
import { oddText } from './support/odd-values.ts';

/** Values that mean something to one annotation or another, to be garbled. */
const MEANINGFUL = [
  'on',
  'off',
  'intranet',
  'internet',
  'lb-c1-web',
  'slb.s1.small',
  'paybybandwidth',
  'PayBySpec',
  '100',
  '+4',
  'ipv6',
  'tcp:80,http:8080,https:443',
  '80:443',
  'rsp-c1-web-80:80',
  'rsp-c1-shop-443:443,rsp-c1-web-80:80',
  'a=b,c=d',
  'app=web,tier in (front,back)',
  'a.example.com:cert-good,b.example.com:cert-old',
  'acl-1,acl-2',
  'black',
  'cert-good',
  'http_2xx,http_3xx',
  '/health?x=y',
  'wrr',
  'insert',
  'tls_cipher_policy_1_2',
  'ConsoleProtection',
  'cn-hangzhou-b',
];
const KEYS = [
  ...EVERY_NAME.map((name) => ANNOTATION + name),
  ...EVERY_NAME.slice(0, 20).map((name) => `service.beta.kubernetes.io/alicloud-loadbalancer-${name}`),
  'service.beta.kubernetes.io/backend-type',
  'service.beta.kubernetes.io/class',
  'ccm-preflight/ignore',
  `${ANNOTATION}__proto__`,
  `${ANNOTATION}constructor`,
  '__proto__',
];
const IGNORE = ['listener-*: reason', 'load-balancer-name,listener-update until 2027-01-31: reason', '*: x'];

const garbled = fc
  .tuple(
    fc.constantFrom(...MEANINGFUL, ...IGNORE),
    textMutations(3, [',', ':', '=', ' until ', '*', '0', '-', '\t']),
  )
  .map(([text, changes]) => mutatedText(text, changes));
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...MEANINGFUL, ...IGNORE) },
  { weight: 3, arbitrary: garbled },
  { weight: 3, arbitrary: oddText },
);
const annotations = fc.dictionary(fc.constantFrom(...KEYS), value, { minKeys: 1, maxKeys: 8 });

function annotated(given: Readonly<Record<string, string>>) {
  const edited = world(
    {
      services: [
        { name: 'web' },
        {
          name: 'shop',
          reused: true,
          ports: [
            { port: 80, protocol: 'http' },
            { port: 443, protocol: 'https' },
          ],
        },
      ],
    },
    {},
  );
  const { cluster } = partsOf(edited);
  for (const service of cluster.kubernetes.services.items ?? []) {
    // As JSON.parse makes it.
    service.metadata.annotations = JSON.parse(JSON.stringify({ ...service.metadata.annotations, ...given }));
  }
  return edited;
}

it('reads any annotations of a Service without a fault of its own', () => {
  fuzz(500, annotations, (given) => {
    const edited = annotated(given);

    const report = auditSnapshot(edited, { now: 1e12 });

    expect(report.failures).toEqual([]);
    expect(report.clusters.find(({ clusterId }) => clusterId === 'c2')?.verdict).toBe('ready');
  });
});

it('explains any annotations of a Service', () => {
  fuzz(120, annotations, (given) => {
    const edited = annotated(given);

    const explanation = explainService(edited, {
      clusterId: 'c1',
      namespace: 'prod',
      service: 'shop',
      now: 1e12,
    });

    expect(formatExplanation(explanation, { language: 'zh', color: false })).toContain('prod/shop');
  });
});
