import { onTestFinished } from 'vitest';
import { auditRegion } from '../../../shared/service/audit-region.ts';
import type { FunctionPlace } from '../../../shared/service/function-station.ts';
import type { HttpAnswer, HttpEvent } from '../../../shared/service/http-event.ts';
import { nightlyAudit } from '../../../shared/service/nightly-audit.ts';
import { onDemandScan } from '../../../shared/service/on-demand-scan.ts';
import { openTablestoreRows } from '../../../shared/store/tablestore-rows.ts';
import type { Fleet } from '../../servers/fleet.ts';
import { listen } from '../../servers/loopback.ts';
import { startTablestore, TABLESTORE_KEY } from '../../servers/tablestore.ts';
import { UNLIMITED } from '../../support/live.ts';
import { TOKEN } from './place.ts';

/** What Function Compute asks of a function, and what it hands it. */
export interface FunctionHost {
  readonly place: FunctionPlace;
  /** Hands over an event as Function Compute does: as bytes. */
  readonly hand: (event: unknown) => Promise<HttpAnswer>;
  /** Hands over an HTTP event with the token, unless told otherwise. */
  readonly ask: (method: string, path: string, more?: Partial<HttpEvent>) => Promise<HttpAnswer>;
  /** Does what the scan has asked other functions for, and closes it. */
  readonly finish: () => Promise<void>;
  /** The lines of the log. */
  readonly lines: readonly string[];
  /** Another environment, or other keys, for the same function. */
  readonly with: (place: Partial<FunctionPlace>) => FunctionHost;
}

/** The function on-demand-scan over Tablestore; what it invokes is written down, to be done by the test. */
export async function functionHost(fleet: Fleet): Promise<FunctionHost> {
  const tablestore = await startTablestore();
  const asked: string[] = [];
  const invoked = await listen(async ({ body }) => {
    asked.push(body);
    return { status: 202, body: '' };
  }, undefined);
  onTestFinished(async () => {
    await Promise.all([tablestore.close(), invoked.close()]);
  });
  const store = { type: 'tablestore', endpoint: tablestore.url, instance: 'preflight' };
  const { accounts, ...config } = fleet.config({ limits: UNLIMITED, store }) as {
    readonly accounts: readonly { readonly endpoints: object }[];
  };
  const withFunctions = accounts.map((account) => ({
    ...account,
    endpoints: { ...account.endpoints, fc: invoked.url },
  }));
  const rows = openTablestoreRows({
    endpoint: tablestore.url,
    instance: 'preflight',
    tablePrefix: 'ccm_preflight_',
    credentials: async () => TABLESTORE_KEY,
  });
  await rows.init();
  await rows.close();
  const lines: string[] = [];
  return hostOf(
    {
      env: {
        CCM_PREFLIGHT_CONFIG: JSON.stringify({ ...config, accounts: withFunctions }),
        CCM_PREFLIGHT_TOKEN: TOKEN,
        ...fleet.env(),
      },
      context: {
        requestId: 'request-1',
        credentials: TABLESTORE_KEY,
        function: { name: 'on-demand-scan', timeout: 60 },
        region: 'cn-hangzhou',
        accountId: '100',
      },
      write: (line) => lines.push(line),
    },
    asked,
    lines,
  );
}

function hostOf(place: FunctionPlace, asked: string[], lines: readonly string[]): FunctionHost {
  const hand: FunctionHost['hand'] = (event) =>
    onDemandScan(Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)), place);
  return {
    place,
    lines,
    hand,
    ask: (method, path, more) => hand(httpEvent(method, path, more)),
    finish: async () => {
      for (let event = asked.shift(); event !== undefined; event = asked.shift()) {
        const isClosing = JSON.parse(event).task === 'close';
        await (isClosing ? nightlyAudit : auditRegion)(Buffer.from(event), place);
      }
    },
    with: (other) => hostOf({ ...place, ...other }, asked, lines),
  };
}

/** An event of an HTTP trigger, version v1. */
export function httpEvent(method: string, path: string, more: Partial<HttpEvent> = {}): object {
  return {
    version: 'v1',
    rawPath: path,
    body: '',
    isBase64Encoded: false,
    headers: { Authorization: `Bearer ${TOKEN}`, Host: 'preflight.cn-hangzhou.fcapp.run' },
    queryParameters: {},
    requestContext: {
      accountId: '100',
      domainName: 'preflight.cn-hangzhou.fcapp.run',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'curl/8' },
      requestId: 'request-1',
    },
    ...more,
  };
}
