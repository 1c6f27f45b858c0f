import { describe, expect, it } from 'vitest';
import { parseTags, type Tag } from '../../shared/model/desired/attribute.ts';
import {
  boundGroupId,
  forwardTarget,
  protocolOf,
  reusedGroupIds,
  vgroupPortFault,
} from '../../shared/model/desired/port-annotations.ts';
import type { AnnotationFault } from '../../shared/model/fault.ts';
import { servicePort } from '../support/kubernetes.ts';

function told(faults: readonly AnnotationFault[]): string[] {
  return faults.map((fault) => `${fault.stage} ${fault.annotation} ${fault.part} ${fault.reason}`);
}

describe('protocolOf', () => {
  const UNKNOWN = 'unknown-protocol';
  const NO_COLON = 'entry-without-colon';

  it.each<[string, number, string, boolean, readonly string[]]>([
    ['', 80, 'tcp', true, []],
    ['https:443', 443, 'https', true, []],
    ['https:443', 80, 'tcp', true, []],
    ['https:443,http:80', 80, 'http', true, []],
    ['udp:80', 80, 'udp', true, []],
    ['tcp:80,http:80', 80, 'tcp', true, []],
    ['https:0443', 443, 'tcp', true, []],
    ['https:+443', 443, 'tcp', true, []],
    ['https: 443', 443, 'tcp', true, []],
    ['https:443:8443', 443, 'https', true, []],
    ['https:4433', 443, 'tcp', true, []],
    ['https', 443, 'tcp', true, [`https ${NO_COLON}`]],
    [',https:443', 443, 'https', true, [` ${NO_COLON}`]],
    ['https:443,', 443, 'https', true, []],
    ['https:443,', 80, 'tcp', true, [` ${NO_COLON}`]],
    ['HTTPS:443', 443, 'tcp', false, [`HTTPS:443 ${UNKNOWN}`]],
    ['tls:443', 443, 'tcp', false, [`tls:443 ${UNKNOWN}`]],
    [':443', 443, 'tcp', false, [`:443 ${UNKNOWN}`]],
    ['https:443, http:80', 443, 'https', true, []],
    ['https:443, http:80', 80, 'tcp', false, [` http:80 ${UNKNOWN}`]],
    ['tls:443,http:80', 80, 'http', true, [`tls:443 ${UNKNOWN}`]],
    ['http:80,tls:443', 80, 'http', true, []],
    ['tls:1,x', 80, 'tcp', true, [`tls:1 ${UNKNOWN}`]],
  ])('"%s" makes port %i %s, known %s, with faults %j', (annotation, port, protocol, known, expected) => {
    const faults: AnnotationFault[] = [];

    const answer = protocolOf(annotation, servicePort({ port }), faults);

    expect(answer).toEqual({ protocol, known });
    expect(told(faults)).toEqual(expected.map((fault) => `build protocol-port ${fault}`));
  });

  it.each([
    ['TCP', 'tcp'],
    ['UDP', 'udp'],
    ['SCTP', 'sctp'],
    [null, 'tcp'],
  ])('falls back on the protocol of the Service port: %s', (own, expected) => {
    const faults: AnnotationFault[] = [];

    const answer = protocolOf('http:8080', servicePort({ port: 80, protocol: own }), faults);

    expect(answer).toEqual({ protocol: expected, known: true });
    expect(faults).toEqual([]);
  });

  it('counts a bad entry that two ports meet as one fault', () => {
    const faults: AnnotationFault[] = [];

    protocolOf('tls:1,http:80', servicePort({ port: 80 }), faults);
    protocolOf('tls:1,http:80', servicePort({ port: 443 }), faults);

    expect(told(faults)).toEqual(['build protocol-port tls:1 unknown-protocol']);
  });
});

describe('forwardTarget', () => {
  it.each<[string, number, number, readonly string[]]>([
    ['', 80, 0, []],
    ['80:443', 80, 443, []],
    ['80:443', 81, 0, []],
    ['81:8443,80:443', 80, 443, []],
    ['80:+443', 80, 443, []],
    ['80:', 80, 0, []],
    ['81:abc,80:443', 80, 443, []],
    ['080:443', 80, 0, []],
    ['80:443,broken', 80, 443, []],
    ['80:abc', 80, 0, ['80:abc not-an-integer']],
    ['80: 443', 80, 0, ['80: 443 not-an-integer']],
    ['80', 80, 0, ['80 not-port-to-port']],
    ['80:443:1', 80, 0, ['80:443:1 not-port-to-port']],
    ['broken,80:443', 80, 0, ['broken not-port-to-port']],
    ['81:443,', 80, 0, [' not-port-to-port']],
  ])('"%s" sends port %i on to %i, with faults %j', (annotation, port, target, expected) => {
    const faults: AnnotationFault[] = [];

    const answer = forwardTarget(annotation, port, faults);

    expect(answer).toBe(target);
    expect(told(faults)).toEqual(expected.map((fault) => `build forward-port ${fault}`));
  });
});

describe('vgroup-port', () => {
  it.each<[string, number, string]>([
    ['', 80, ''],
    ['rsp-a:80', 80, 'rsp-a'],
    ['rsp-a:80', 81, ''],
    ['rsp-a:80,rsp-b:81', 81, 'rsp-b'],
    ['rsp-a:80,rsp-b:80', 80, 'rsp-a'],
    ['rsp-a:http', 80, ''],
    ['rsp-a:080', 80, ''],
    ['rsp-a', 80, ''],
    ['rsp-a,rsp-b:80', 80, 'rsp-b'],
    [':80', 80, ''],
    ['rsp-a:80:90', 80, 'rsp-a'],
  ])('"%s" binds port %i to "%s"', (annotation, port, expected) => {
    const id = boundGroupId(annotation, port);

    expect(id).toBe(expected);
  });

  it.each<[string, string | undefined]>([
    ['', undefined],
    ['rsp-a:80', undefined],
    ['rsp-a:http', undefined],
    ['rsp-a:80:90', undefined],
    [':', undefined],
    ['rsp-a', 'rsp-a'],
    ['rsp-a:80,rsp-b', 'rsp-b'],
    ['rsp-a:80,', ''],
    ['rsp-a,rsp-b', 'rsp-a'],
  ])('"%s" has the entry without a colon %j', (annotation, expected) => {
    const fault = vgroupPortFault(annotation);

    expect(fault?.part).toBe(expected);
    expect(fault?.stage).toBe(expected === undefined ? undefined : 'read');
  });

  it.each<[string, readonly string[]]>([
    ['', []],
    ['rsp-a:80', ['rsp-a']],
    ['rsp-a:80,rsp-b:81,rsp-a:82', ['rsp-a', 'rsp-b']],
  ])('"%s" names the groups %j', (annotation, expected) => {
    const ids = reusedGroupIds(annotation);

    expect([...ids]).toEqual(expected);
  });
});

describe('parseTags', () => {
  it.each<[string, readonly Tag[]]>([
    ['', []],
    ['a=1', [{ key: 'a', value: '1' }]],
    [
      'a=1,b=,c',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '' },
        { key: 'c', value: '' },
      ],
    ],
    [
      ' a=1 , b=2 ',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    ['a=1=2', [{ key: 'a', value: '1' }]],
    ['=1,a=1', [{ key: 'a', value: '1' }]],
    [',,', []],
    [' ', []],
    ['a=1,a=2', [{ key: 'a', value: '2' }]],
    ['constructor=1', [{ key: 'constructor', value: '1' }]],
    ['__proto__=1', [{ key: '__proto__', value: '1' }]],
  ])('reads "%s" as %j', (value, expected) => {
    const tags = parseTags(value);

    expect(tags).toEqual(expected);
  });
});
