import { expect } from 'vitest';
import { type AuditOptions, auditSnapshot, type Finding } from '../../shared/index.ts';
import { partsOf, type ServiceSpec, type World, world } from './world.ts';

export type Parts = ReturnType<typeof partsOf>;

export const REUSED = { reused: true } as const;
export const HTTPS = {
  ports: [{ port: 443, protocol: 'https' as const }],
  annotations: { 'cert-id': 'cert-old' },
};

/** A world of one Service, in sync until `change`. */
export function changed(service: ServiceSpec, change: (parts: Parts) => void): World {
  const edited = world({ services: [service] });
  change(partsOf(edited));
  return edited;
}

/** What one rule finds. */
export function findingsOf(edited: World, rule: string, options?: AuditOptions): readonly Finding[] {
  return auditSnapshot(edited, options).findings.filter((finding) => finding.rule === rule);
}

/** The one finding of a rule, beside those of others. */
export function only(edited: World, rule: string, options?: AuditOptions): Finding {
  const found = findingsOf(edited, rule, options);
  expect(found).toHaveLength(1);
  return found[0] as Finding;
}

/** The command of the first fix of a kind, '' where there is none. */
export function commandOf({ fixes }: Finding, kind: Finding['fixes'][number]['kind']): string {
  return fixes.find((fix) => fix.kind === kind)?.command ?? '';
}

/** Backends `i-node1`, `i-node2`, … of port 80's group, as CCM makes them. */
export function backends(count: number, weight: number) {
  return Array.from({ length: count }, (_, index) => ({
    ServerId: `i-node${index + 1}`,
    ServerIp: '',
    Port: 30_080,
    Weight: weight,
    Description: 'k8s/30080/web/prod/c1',
  }));
}

/** The nodes that these are. */
export function nodes(count: number) {
  return backends(count, 0).map(({ ServerId }) => ({
    metadata: { name: ServerId },
    spec: { providerID: `cn-hangzhou.${ServerId}` },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  }));
}

/** A slice of the Service `web` with one endpoint, at 10.0.0.9. */
export function endpointSlice(endpoint: object) {
  return {
    metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'p80', port: 8080 }],
    endpoints: [{ addresses: ['10.0.0.9'], ...endpoint }],
  };
}
