import type { ExpectedEvent } from './recordings.ts';

/** One write that CCM's dry run notes instead of sending it. */
export interface NotedWrite {
  readonly key: string;
  readonly code: string;
  readonly message?: string;
  readonly check?: string;
  readonly level?: string;
}

interface Result {
  Name: string;
  instanceResults: Record<string, unknown>;
  PassCount: number;
  FailedCount: number;
  WarnCount: number;
  UnknownCount: number;
}

const MOST_ITEMS = 20;

/** The message that CCM's dry run leaves: writes of one key overwrite each other, all are counted, 20 are shown. */
export function precheckMessage(writes: readonly NotedWrite[], State = 'Success'): string {
  const results = new Map<string, Result>();
  for (const { key, code, message = '', check = 'ccmSLB', level = 'error' } of writes) {
    const result = results.get(check) ?? {
      Name: check,
      instanceResults: {},
      PassCount: 0,
      FailedCount: 0,
      WarnCount: 0,
      UnknownCount: 0,
    };
    results.set(check, result);
    result.instanceResults[key] = {
      Name: key,
      Id: 'lb-1',
      MessageLevel: level,
      MessageCode: code,
      AffectCode: code,
      AdviseCode: check,
      Message: message,
    };
    if (level === 'error') result.FailedCount++;
    else result.PassCount++;
  }
  const CheckResults = [...results.values()].map((result) => ({
    ...result,
    instanceResults: Object.fromEntries(Object.entries(result.instanceResults).slice(0, MOST_ITEMS)),
  }));
  // Go writes an empty list that was never filled as null.
  return JSON.stringify({
    State,
    Reason: 'ccm initial process finished',
    CheckResults: CheckResults.length > 0 ? CheckResults : null,
  });
}

/** The Event as the API server returns it: CCM fills in none of its times, the API server notes two of its own. */
export function precheckEvent(message: unknown, fields: Readonly<Record<string, unknown>> = {}): unknown {
  const { metadata, ...rest } = fields;
  return {
    metadata: {
      name: 'CloudControllerManagerPrecheckResult',
      namespace: 'kube-system',
      creationTimestamp: '2026-11-20T01:50:00Z',
      ...(metadata as object | undefined),
    },
    involvedObject: { kind: 'Pod', apiVersion: 'v1', name: 'ccm-precheck-pod', namespace: 'kube-system' },
    reason: 'Success',
    type: 'Normal',
    message,
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    ...rest,
  };
}

/** What v2.14.0 notes a write under (pkg/provider/dryrun/slb.go), from a recording of that write. */
export function writeOf(service: string, event: ExpectedEvent): NotedWrite {
  const { code, listenerPort, vServerGroupId, vServerGroupName } = event;
  const part =
    code === 'SetDomainExtensionAttribute' ? '' : (listenerPort ?? vServerGroupId ?? vServerGroupName);
  return { key: part === undefined ? service : `${service}/${part}`, code };
}
