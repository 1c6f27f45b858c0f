import { describe, expect, it } from 'vitest';
import { explainService } from '../../shared/report/explain.ts';
import type { ExplainedAnnotation } from '../../shared/report/explanation.ts';
import {
  ANNOTATION,
  annotate,
  type PortSpec,
  partsOf,
  type ServiceSpec,
  type World,
  world,
} from '../support/world.ts';

const LEGACY = 'service.beta.kubernetes.io/alicloud-loadbalancer-';
const NOW = '2026-11-20T02:00:00Z';

interface Setting extends Omit<ServiceSpec, 'annotations'> {
  readonly target?: string;
  readonly policy?: 'Local' | 'Cluster';
  readonly eni?: boolean;
  readonly beside?: Readonly<Record<string, string>>;
  readonly edit?: (edited: World) => void;
}

const HTTPS: readonly PortSpec[] = [{ port: 443, protocol: 'https' }];
const HTTP: readonly PortSpec[] = [{ port: 80, protocol: 'http' }];

function annotationsOf(edited: World, target?: string): readonly ExplainedAnnotation[] {
  return explainService(edited, {
    clusterId: 'c1',
    namespace: 'prod',
    service: 'web',
    now: NOW,
    ...(target !== undefined && { targetCcmVersion: target }),
  }).annotations;
}

function verdictOn(name: string, value: string, setting: Setting = {}): ExplainedAnnotation {
  const { target, policy, eni, beside, edit, ...spec } = setting;
  const edited = world({ services: [{ ...spec, annotations: { ...beside } }] });
  const { service, cluster } = partsOf(edited);
  annotate(service, name, value);
  if (policy) service.spec.externalTrafficPolicy = policy;
  if (eni) cluster.serviceBackendType = 'eni';
  edit?.(edited);
  const found = annotationsOf(edited, target).find(({ key }) => key === ANNOTATION + name);
  if (!found) throw new Error(`annotation ${name} is not explained`);
  return found;
}

describe('an annotation that CCM compares', () => {
  it.each<[string, string, Setting, string]>([
    ['scheduler', 'rr', {}, 'Scheduler'],
    ['persistence-timeout', '0', {}, 'PersistenceTimeout'],
    ['cert-id', 'cert-old', { ports: HTTPS }, 'ServerCertificateId'],
    ['idle-timeout', '15', { ports: HTTP }, 'IdleTimeout'],
    ['name', 'auidc1web', {}, 'LoadBalancerName'],
    ['acl-id', 'acl-1', { beside: { 'acl-status': 'on' } }, 'AclId'],
    ['spec', 'slb.s1.small', { beside: { 'instance-charge-type': 'PayBySpec' } }, 'LoadBalancerSpec'],
    ['bandwidth', '5', { beside: { 'charge-type': 'paybybandwidth' } }, 'Bandwidth'],
    ['scheduler', 'rr', { reused: true, beside: { 'force-override-listeners': 'true' } }, 'Scheduler'],
  ])('%s=%j counts, and sets its attribute', (name, value, setting, field) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict).toMatchObject({ verdict: 'counts', reason: 'compared', sets: [field] });
  });

  it('says whether SLB has another value', () => {
    const [same, other] = [verdictOn('scheduler', 'rr'), verdictOn('scheduler', 'wrr')];

    expect([same.differs, other.differs]).toEqual([false, true]);
  });

  it('says what its value is read as', () => {
    const [number, flag] = [verdictOn('health-check-interval', '+4'), verdictOn('proxy-protocol', 'yes')];

    expect([number.reads, flag.reads]).toEqual([4, false]);
  });
});

describe('an annotation that decides something else', () => {
  it.each<[string, string, Setting]>([
    ['protocol-port', 'http:80', {}],
    ['backend-label', 'pool=web', {}],
    ['remove-unscheduled-backend', 'on', {}],
    ['ignore-weight-update', 'ON', {}],
    ['default-weight', '50', {}],
    ['force-override-listeners', 'true', { reused: true }],
    ['vgroup-port', 'rsp-1:80', { reused: true }],
    ['weight', '60', { reused: true, beside: { 'vgroup-port': 'rsp-1:80' } }],
    ['external-ip-type', 'eip', { reused: true }],
  ])('%s=%j counts', (name, value, setting) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict).toMatchObject({ verdict: 'counts', reason: 'used' });
  });

  it.each<[string, string]>([
    ['vswitch-id', 'on-creation'],
    ['preserve-lb-on-delete', 'on-deletion'],
  ])('%s counts later', (name, reason) => {
    const verdict = verdictOn(name, 'x');

    expect(verdict).toMatchObject({ verdict: 'later', reason });
  });
});

describe('an annotation that breaks its Service', () => {
  it.each<[string, string, Setting]>([
    ['persistence-timeout', '5m', {}],
    ['idle-timeout', ' 4', {}],
    ['bandwidth', '4.0', {}],
    ['protocol-port', 'HTTP:80', {}],
    ['forward-port', '80', { ports: HTTP }],
    ['domain-extensions', 'example.com', {}],
    ['backend-label', 'pool', {}],
    ['vgroup-port', 'rsp-1', {}],
    ['vgroup-port', 'rsp-1', { reused: true }],
  ])('%s=%j', (name, value, setting) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict).toMatchObject({ verdict: 'breaks', reason: 'malformed' });
  });

  it.each<[string, string, Setting]>([
    ['default-weight', '101', {}],
    ['default-weight', 'ten', { policy: 'Local' }],
    ['weight', '-1', { reused: true, beside: { 'vgroup-port': 'rsp-1:80' } }],
  ])('%s=%j keeps its groups from being built', (name, value, setting) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict).toMatchObject({ verdict: 'breaks', reason: 'weight' });
  });
});

describe('an annotation whose value SLB refuses', () => {
  it.each<[string, string, Setting, string]>([
    ['health-check-interval', '51', {}, 'out-of-range'],
    ['health-check-connect-port', '70000', {}, 'out-of-range'],
    ['idle-timeout', '61', { ports: HTTP }, 'out-of-range'],
    ['acl-type', 'grey', { beside: { 'acl-status': 'on' } }, 'not-a-value'],
    ['acl-status', 'On', {}, 'not-a-value'],
    ['charge-type', 'PayByTraffic', {}, 'not-a-value'],
    ['delete-protection', 'true', {}, 'not-a-value'],
  ])('%s=%j', (name, value, setting, reason) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict).toMatchObject({ verdict: 'refused', reason });
  });

  it.each<[string, string, Setting]>([
    ['health-check-interval', '50', {}],
    ['health-check-connect-port', '-520', {}],
    ['acl-status', 'off', {}],
  ])('is none where SLB takes it: %s=%j', (name, value, setting) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict.verdict).toBe('counts');
  });
});

describe('an annotation that does nothing', () => {
  it.each<[string, string, Setting, string]>([
    ['scheduler', '', {}, 'empty'],
    ['health-check-interval', '0', {}, 'zero'],
    ['bandwidth', '0', { beside: { 'charge-type': 'paybybandwidth' } }, 'zero'],
    ['bandwidth', '5', {}, 'needs-another'],
    ['acl-id', 'acl-1', {}, 'needs-another'],
    ['acl-type', 'white', { beside: { 'acl-status': 'off' } }, 'needs-another'],
    ['connection-drain-timeout', '30', {}, 'needs-another'],
    ['weight', '60', { reused: true }, 'needs-another'],
    ['vgroup-port', 'rsp-1:80', {}, 'needs-another'],
    ['force-override-listeners', 'true', {}, 'needs-another'],
    ['force-override-listeners', 'True', { reused: true }, 'not-switched-on'],
    ['remove-unscheduled-backend', 'true', {}, 'not-switched-on'],
    ['ignore-weight-update', 'yes', {}, 'not-switched-on'],
    ['idle-timeout', '15', {}, 'other-protocol'],
    ['cert-id', 'cert-old', {}, 'other-protocol'],
    ['persistence-timeout', '60', { ports: HTTP }, 'other-protocol'],
    ['forward-port', '80:443', {}, 'other-protocol'],
    ['forward-port', '81:443', { ports: HTTP }, 'names-no-port'],
    ['protocol-port', 'http:81', {}, 'names-no-port'],
    ['vgroup-port', 'rsp-1:81', { reused: true }, 'names-no-port'],
    ['scheduler', 'wrr', { reused: true }, 'reused'],
    ['cert-id', 'cert-old', { reused: true, ports: HTTPS }, 'reused'],
    ['spec', 'slb.s1.small', {}, 'not-pay-by-spec'],
    ['backend-label', 'pool=web', { eni: true }, 'eni'],
    ['default-weight', '50', { policy: 'Local' }, 'local'],
    [
      'default-weight',
      '50',
      { reused: true, beside: { 'vgroup-port': 'rsp-1:80', weight: '60' } },
      'total-weight',
    ],
    ['default-weight', '50', { target: '2.13.0' }, 'target-too-old'],
    ['additional-resource-tags', 'a=b', { target: '2.9.1' }, 'target-too-old'],
    ['additional-resource-tags', 'acs:x=1,=2', {}, 'no-tags'],
    ['backend-ip-version', 'ipv6', {}, 'gate-off'],
    ['zone-maps', 'x', {}, 'nlb-only'],
  ])('%s=%j (%j): %s', (name, value, setting, reason) => {
    const verdict = verdictOn(name, value, setting);

    expect(verdict).toMatchObject({ verdict: 'no-effect', reason, differs: false });
  });

  it('is one for a public address on a private SLB', () => {
    const verdict = verdictOn('charge-type', 'paybytraffic', {
      edit: (edited) => {
        partsOf(edited).loadBalancer.AddressType = 'intranet';
      },
    });

    expect(verdict).toMatchObject({ verdict: 'no-effect', reason: 'intranet' });
  });

  it('is the older key beside the newer one, even if that is empty', () => {
    const edited = world();
    const { service } = partsOf(edited);
    service.metadata.annotations = { [`${ANNOTATION}scheduler`]: '', [`${LEGACY}scheduler`]: 'wrr' };

    const reasons = annotationsOf(edited).map(({ key, reason }) => [key, reason]);

    expect(reasons).toEqual([
      [`${ANNOTATION}scheduler`, 'empty'],
      [`${LEGACY}scheduler`, 'shadowed'],
    ]);
  });

  it('is any but those that tell what becomes of the SLB, of a Service that is being deleted', () => {
    const edited = world({ services: [{ annotations: { scheduler: 'wrr', 'preserve-lb-on-delete': 'x' } }] });
    partsOf(edited).service.metadata.deletionTimestamp = NOW;

    const verdicts = annotationsOf(edited).map(({ verdict, reason }) => [verdict, reason]);

    expect(verdicts).toEqual([
      ['later', 'on-deletion'],
      ['no-effect', 'being-deleted'],
    ]);
  });

  it('is any of a Service that CCM does not look at', () => {
    const edited = world({ services: [{ annotations: { scheduler: 'wrr' } }] });
    const { service } = partsOf(edited);
    service.spec.type = 'ClusterIP';
    service.metadata.finalizers = [];

    const [only] = annotationsOf(edited);

    expect(only).toMatchObject({ verdict: 'no-effect', reason: 'ignored' });
  });
});

describe('a key that CCM does not know', () => {
  it.each<[string, string]>([
    [`${ANNOTATION}healthcheck-interval`, `${ANNOTATION}health-check-interval`],
    [`${ANNOTATION}schedular`, `${ANNOTATION}scheduler`],
    [`${LEGACY}bandwith`, `${ANNOTATION}bandwidth`],
    ['service.beta.kubernetes.io/alibabacloud-loadbalancer-spec', `${ANNOTATION}spec`],
    ['service.beta.kubernetes.io/alibaba-cloud-lb-acl-id', `${ANNOTATION}acl-id`],
    ['service.alpha.kubernetes.io/alicloud-loadbalancer-cert-id', `${ANNOTATION}cert-id`],
    [`${ANNOTATION}backend-type`, 'service.beta.kubernetes.io/backend-type'],
  ])('%s is nearest to %s', (key, nearest) => {
    const edited = world();
    partsOf(edited).service.metadata.annotations = { [key]: 'x' };

    const [only] = annotationsOf(edited);

    expect(only).toMatchObject({ key, verdict: 'unknown', nearest });
  });

  it('has no nearest one where nothing is like it', () => {
    const edited = world();
    partsOf(edited).service.metadata.annotations = { [`${ANNOTATION}something-quite-different`]: 'x' };

    const [only] = annotationsOf(edited);

    expect(only).toMatchObject({ verdict: 'unknown' });
    expect(only).not.toHaveProperty('nearest');
  });

  it('is left out where it was not meant for CCM', () => {
    const edited = world();
    partsOf(edited).service.metadata.annotations = {
      'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
      'ccm-preflight/ignore': 'load-balancer-name: x',
      'example.com/alibaba-cloud-loadbalancer-spec': 'x',
    };

    const explained = annotationsOf(edited);

    expect(explained).toEqual([]);
  });
});
