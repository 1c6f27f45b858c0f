import { describe, expect, it } from 'vitest';
import { changed, commandOf, HTTPS, only } from '../support/changed-world.ts';
import { ANNOTATION, annotate, type ServiceSpec } from '../support/world.ts';

describe('an attribute that SLB leaves out', () => {
  it.each<[rule: string, annotation: string, wanted: string, service: ServiceSpec, field: string]>([
    ['load-balancer-name', 'name', 'shop', {}, 'LoadBalancerName'],
    ['load-balancer-delete-protection', 'delete-protection', 'off', {}, 'DeleteProtection'],
    [
      'load-balancer-modification-protection',
      'modification-protection',
      'NonProtection',
      {},
      'ModificationProtectionStatus',
    ],
    ['load-balancer-instance-charge-type', 'instance-charge-type', 'PayBySpec', {}, 'InstanceChargeType'],
    ['load-balancer-immutable', 'resource-group-id', 'rg-9', {}, 'ResourceGroupId'],
  ])('makes %s take annotation %s away again', (rule, annotation, wanted, service, field) => {
    const edited = changed(service, ({ loadBalancer, service }) => {
      Object.assign(loadBalancer, { [field]: undefined });
      annotate(service, annotation, wanted);
    });

    const finding = only(edited, rule);

    expect(finding.changes).toEqual([
      { field, actual: '', expected: wanted, annotation: ANNOTATION + annotation },
    ]);
    expect(commandOf(finding, 'adopt')).toContain(`${ANNOTATION}${annotation}-`);
    expect(finding.fixes[0]?.text).toContain(`remove annotation ${ANNOTATION}${annotation}`);
  });

  it('is a charge type: CCM wants the annotated one', () => {
    const edited = changed({ annotations: { 'charge-type': 'paybytraffic' } }, ({ loadBalancer }) => {
      delete loadBalancer.InternetChargeTypeAlias;
      delete loadBalancer.InternetChargeType;
    });

    const finding = only(edited, 'load-balancer-internet-spec');

    expect(finding.changes).toMatchObject([
      { field: 'InternetChargeType', actual: '', expected: 'paybytraffic' },
    ]);
    expect(commandOf(finding, 'adopt')).toContain(`${ANNOTATION}charge-type-`);
  });

  it('is a certificate: an expired one in its place is refused, and cert-id can only go', () => {
    const edited = changed({ ...HTTPS, annotations: { 'cert-id': 'cert-expired' } }, ({ listener, slb }) => {
      delete listener.HTTPSListenerConfig?.ServerCertificateId;
      slb.serverCertificates = (slb.serverCertificates ?? []).slice(2);
    });

    const finding = only(edited, 'certificate-unusable');

    expect(finding.message).toContain('"cert-expired" is expired');
    expect(commandOf(finding, 'adopt')).toContain(`${ANNOTATION}cert-id-`);
  });

  it.each(['tcp', 'http', 'https'] as const)(
    'is the whole configuration of a listener of %s: what is annotated differs from nothing',
    (protocol) => {
      const edited = changed({ ports: [{ port: 80, protocol }] }, ({ listener, service }) => {
        delete listener.TCPListenerConfig;
        delete listener.HTTPListenerConfig;
        delete listener.HTTPSListenerConfig;
        annotate(service, 'health-check-interval', '7');
        if (protocol === 'http') annotate(service, 'forward-port', '81:80');
      });

      // An http listener that does not say whether it forwards is made anew, and not compared.
      const rule = protocol === 'http' ? 'listener-delete' : 'listener-update';

      expect(only(edited, rule).changes).toMatchObject(
        protocol === 'http'
          ? [{ field: 'ListenerForward', actual: '', expected: 'off' }]
          : [{ field: 'HealthCheckInterval', actual: 0, expected: 7 }],
      );
    },
  );

  it('is the configuration of a udp listener', () => {
    const edited = changed({ annotations: { 'health-check-interval': '7' } }, ({ listener, service }) => {
      for (const port of service.spec.ports ?? []) port.protocol = 'UDP';
      listener.ListenerProtocol = 'udp';
      delete listener.TCPListenerConfig;
    });

    expect(only(edited, 'listener-update').changes).toMatchObject([
      { field: 'HealthCheckInterval', actual: 0, expected: 7 },
    ]);
  });
});
