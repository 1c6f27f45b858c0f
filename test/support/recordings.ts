import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Finding, Report } from '../../shared/index.ts';

export interface ExpectedEvent {
  readonly code: string;
  readonly listenerPort?: number;
  readonly vServerGroupName?: string;
  readonly vServerGroupId?: string;
  readonly fields?: readonly string[];
}

export interface Recording {
  readonly name: string;
  readonly snapshot: { readonly clusters: readonly unknown[]; readonly mutations?: readonly unknown[] };
  readonly expected: Readonly<
    Record<string, { readonly events: readonly ExpectedEvent[]; readonly blocked?: string }>
  >;
}

const FOLDER = new URL('../recordings/', import.meta.url);

/** The recordings of one kind; `folder` is where they are, and ends with a slash. */
export function readRecordings(file: 'worlds' | 'edges', folder: URL = FOLDER): Recording[] {
  const text = gunzipSync(readFileSync(new URL(`${file}.ndjson.gz`, folder))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recording);
}

const BY_CODE_ALONE = new Set(['SetDomainExtensionAttribute', 'DeleteDomainExtension']);
const ABOUT_GROUPS = new Set(['DeleteVgroup', 'AddVServerGroupBackendServers', 'RemoveVgroup']);
const ABOUT_LISTENERS = new Set([
  'CreateListener',
  'DeleteListener',
  'StartListener',
  'StopListener',
  'CreateDomainExtension',
]);

/** What two items must share to be the same: the code, and the listener, group or fields it is about. */
function keyOf(item: ExpectedEvent): string {
  if (BY_CODE_ALONE.has(item.code)) return item.code;
  if (item.code === 'CreateVgroup') return `${item.code} ${item.vServerGroupName}`;
  if (ABOUT_GROUPS.has(item.code)) return `${item.code} ${item.vServerGroupId}`;
  if (item.code === 'UpdateListener')
    return `${item.code} ${item.listenerPort} ${[...(item.fields ?? [])].sort()}`;
  return ABOUT_LISTENERS.has(item.code) ? `${item.code} ${item.listenerPort}` : item.code;
}

function keyOfFinding(finding: Finding): string {
  const { listenerPort, vServerGroupId, vServerGroupName } = finding;
  return keyOf({
    code: finding.code ?? `(no code) ${finding.rule}`,
    ...(listenerPort !== undefined && { listenerPort }),
    ...(vServerGroupId !== undefined && { vServerGroupId }),
    ...(vServerGroupName !== undefined && { vServerGroupName }),
    fields: finding.changes.map((change) => change.field),
  });
}

/** Every way in which a report disagrees with what the real CCM did; empty when they agree. */
export function disagreements(recording: Recording, report: Report): string[] {
  const complaints: string[] = [];
  const byService = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const service = `${finding.namespace}/${finding.service}`;
    byService.set(service, [...(byService.get(service) ?? []), finding]);
  }
  for (const [service, expected] of Object.entries(recording.expected)) {
    const findings = byService.get(service) ?? [];
    const reported = new Set(findings.filter((f) => f.visibility === 'reported').map(keyOfFinding));
    const wanted = new Set(expected.events.map(keyOf));
    for (const key of wanted)
      if (!reported.has(key)) complaints.push(`${service}: CCM prints "${key}", we do not`);
    for (const key of reported)
      if (!wanted.has(key)) complaints.push(`${service}: we print "${key}", CCM does not`);
    const broken = findings.some((finding) => finding.effect === 'breaks-sync');
    if (expected.blocked !== undefined && !broken)
      complaints.push(`${service}: CCM fails (${expected.blocked}), we say nothing`);
    if (expected.events.length === 0 && expected.blocked === undefined && broken) {
      complaints.push(`${service}: we say CCM fails, it does not`);
    }
  }
  for (const [service, findings] of byService) {
    if (service in recording.expected) continue;
    if (findings.some((finding) => finding.visibility === 'reported')) {
      complaints.push(`${service}: we print something, CCM does not look at it`);
    }
  }
  return complaints;
}
