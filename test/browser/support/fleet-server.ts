import { onTestFinished } from 'vitest';
import type { FleetData, RunProgress } from '../../../shared/formats/html/fleet-data.ts';
import { fleetPage } from '../../../shared/formats/html/fleet-page.ts';
import { packPage } from '../../../shared/formats/html/page-codec.ts';
import { FLEET_POLICY, policyHeader } from '../../../shared/formats/html/policy.ts';
import { type Answer, listen, type Received } from '../../servers/loopback.ts';

export const TOKEN = 'token-of-the-fleet';
export const RUN = '20261121T020000Z-000-1a2b3c';

/** A service with one fleet, that answers as the real one does. */
export interface FleetServer {
  readonly url: string;
  /** What was asked for, without the page itself. */
  readonly asked: readonly string[];
  /** Ends the scan that is under way; the fleet is then another one. */
  readonly finish: (data: FleetData) => void;
  /** From now on somebody else scans. */
  readonly refuse: () => void;
  /** From now on no token is the right one. */
  readonly expire: () => void;
  /** From now on there is no list of scans. */
  readonly forgetScans: () => void;
  /** From now on the fleet cannot be read. */
  readonly breakFleet: () => void;
}

const PROGRESS: RunProgress = {
  shards: { total: 2, done: 1 },
  clusters: { total: 3, done: 2 },
  loadBalancers: { total: 40, done: 10 },
};

/** Serves the fleet page and what it asks for. */
export async function serveFleet(first: FleetData): Promise<FleetServer> {
  const asked: string[] = [];
  let data = first;
  let isOver = false;
  let isBusy = false;
  let isExpired = false;
  let hasScans = true;
  let isBroken = false;
  const status = () => ({ id: RUN, status: 'running', kind: 'on-demand', progress: PROGRESS });
  const answer = ({ method, path, headers }: Received): Answer => {
    if (path === '/') {
      const policy = { 'Content-Security-Policy': policyHeader(FLEET_POLICY) };
      return { status: 200, type: 'text/html; charset=utf-8', body: fleetPage(), headers: policy };
    }
    asked.push(`${method} ${path}`);
    if (isExpired || headers.authorization !== `Bearer ${TOKEN}`) {
      return json(401, { error: { code: 'UNAUTHORIZED', message: 'a bearer token is needed' } });
    }
    if (path === '/fleet' && isBroken) return json(503, { error: { code: 'STORE', message: 'no store' } });
    if (path === '/fleet') return json(200, packPage(data));
    if (method === 'POST' && path === '/scans') {
      if (!isBusy) return json(202, status());
      const message = 'another scan of the whole fleet is under way';
      return json(409, { error: { code: 'SCAN_UNDER_WAY', message } });
    }
    if (path === '/scans' && hasScans) return json(200, { scans: isOver ? [] : [status()] });
    return json(404, { error: { code: 'NO_SUCH_PAGE', message: 'there is nothing at this path' } });
  };
  const server = await listen(async (request) => answer(request), undefined);
  onTestFinished(() => server.close());
  return {
    url: `${server.url}/`,
    asked,
    finish: (after) => {
      data = after;
      isOver = true;
    },
    refuse: () => {
      isBusy = true;
    },
    expire: () => {
      isExpired = true;
    },
    forgetScans: () => {
      hasScans = false;
    },
    breakFleet: () => {
      isBroken = true;
    },
  };
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body) };
}
