import { describe, expect, it } from 'vitest';
import { changed, commandOf, findingsOf, HTTPS, only, REUSED } from '../support/changed-world.ts';
import { ANNOTATION, annotate, partsOf } from '../support/world.ts';

function extension(fields: { readonly Domain: string; readonly ServerCertificateId?: string }) {
  return { LoadBalancerId: 'lb-c1-web', ListenerPort: 443, ...fields };
}

describe('an http listener whose forwarding differs', () => {
  const HTTP = { ports: [{ port: 80, protocol: 'http' as const }] };

  it.each<
    [
      annotation: string | undefined,
      forward: string,
      port: number,
      en: string,
      zh: string,
      adopted: string | undefined,
    ]
  >([
    [
      '80:443',
      'off',
      0,
      'should forward to 443, but its forwarding is "off"',
      '应转发到 443，实际转发为 "off"',
      'forward-port-',
    ],
    [
      '80:443',
      'on',
      8443,
      'should forward to 443, but its forwarding is "on" to 8443',
      '应转发到 443，实际转发为 "on"，目标端口 8443',
      'forward-port=80:8443',
    ],
    [
      undefined,
      'on',
      443,
      'should forward nowhere, but its forwarding is "on" to 443',
      '不应转发，实际转发为 "on"，目标端口 443',
      'forward-port=80:443',
    ],
    [
      '81:1,80:443',
      'off',
      0,
      'should forward to 443, but its forwarding is "off"',
      '应转发到 443，实际转发为 "off"',
      'forward-port=81:1',
    ],
    [
      '80:443',
      '',
      0,
      'should forward to 443, but its forwarding is ""',
      '应转发到 443，实际转发为 ""',
      undefined,
    ],
  ])('is made anew: %s wanted, "%s" to %i there', (annotation, forward, port, en, zh, adopted) => {
    const edited = changed(HTTP, ({ service, listener }) => {
      annotate(service, 'forward-port', annotation);
      Object.assign(listener.HTTPListenerConfig ?? {}, { ListenerForward: forward, ForwardPort: port });
    });

    const finding = only(edited, 'listener-delete');
    const [chinese] = findingsOf(edited, 'listener-delete', { language: 'zh' });

    expect(finding.message).toBe(`Listener http:80 ${en}`);
    expect(chinese?.message).toBe(`监听 http:80 ${zh}`);
    const command = finding.fixes.find(({ kind }) => kind === 'adopt')?.command;
    if (adopted === undefined) expect(command).toBeUndefined();
    else expect(command).toContain(adopted);
  });
});

describe('proxy protocol that is on in SLB, and off in the Service', () => {
  it('is adopted as on', () => {
    const edited = changed({ annotations: { 'proxy-protocol': 'off' } }, ({ listener }) => {
      if (listener.TCPListenerConfig) listener.TCPListenerConfig.ProxyProtocolV2Enabled = 'true';
    });

    const finding = only(edited, 'listener-update');

    expect(finding.changes).toMatchObject([
      { field: 'ProxyProtocolV2Enabled', actual: 'true', expected: 'false' },
    ]);
    expect(commandOf(finding, 'adopt')).toContain(`${ANNOTATION}proxy-protocol=on`);
  });
});

describe('domain extensions', () => {
  it('without a certificate are given the annotated one', () => {
    const edited = changed(
      { ...HTTPS, annotations: { ...HTTPS.annotations, 'domain-extensions': 'a.example.com:cert-good' } },
      ({ slb }) =>
        void slb.domainExtensions?.push({
          ...extension({ Domain: 'a.example.com' }),
          DomainExtensionId: 'de-1',
        }),
    );

    const finding = only(edited, 'domain-extension-update');

    expect(finding.changes).toMatchObject([
      { field: 'ServerCertificateId', actual: '', expected: 'cert-good' },
    ]);
    expect(commandOf(finding, 'revert')).toContain('--DomainExtensionId de-1');
  });

  it('that nobody lists are passed over when they have no id, by which CCM would delete them', () => {
    const listed = extension({ Domain: 'a.example.com', ServerCertificateId: 'cert-good' });
    const surplus = extension({ Domain: 'b.example.com', ServerCertificateId: 'cert-good' });
    const edited = (id: string | undefined) =>
      changed(
        { ...HTTPS, annotations: { ...HTTPS.annotations, 'domain-extensions': 'a.example.com:cert-good' } },
        ({ slb }) =>
          void slb.domainExtensions?.push(listed, { ...surplus, ...(id && { DomainExtensionId: id }) }),
      );

    expect(findingsOf(edited(undefined), 'domain-extension-delete')).toEqual([]);
    expect(only(edited('de-2'), 'domain-extension-delete').changes).toMatchObject([
      { field: 'Domain', actual: 'b.example.com', expected: null },
      { field: 'DomainExtensionId', actual: 'de-2', expected: null },
    ]);
  });
});

describe('with a target of v1, a reused SLB whose listeners are not to be changed', () => {
  it('has none stopped', () => {
    const edited = changed(REUSED, ({ slb, listener }) => {
      slb.listeners.push({ ...listener, ListenerPort: 99, Description: 'k8s/99/web/prod/c1' });
    });
    const targetCcmVersion = 'v1.9.3.380-gd6d0962-aliyun';

    const untouched = findingsOf(edited, 'listener-stop', { targetCcmVersion });
    annotate(partsOf(edited).service, 'force-override-listeners', 'true');
    const stopped = findingsOf(edited, 'listener-stop', { targetCcmVersion });

    expect(untouched).toEqual([]);
    expect(stopped.map(({ listenerPort }) => listenerPort)).toEqual([99]);
  });
});
