import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../../shared/formats/format.ts';
import { checkedConfig } from '../../../shared/run/checked-config.ts';
import { type Served, serve } from '../../../shared/service/serve.ts';
import { request } from '../../serve/support/clients.ts';
import { run } from '../../support/terminal.ts';
import type { PlantedFleet } from './planted.ts';

type Texts = Record<string, string | Buffer>;

const LANGUAGES = ['en', 'zh'];

/** All ways to call the command line on a fleet with a store; what it writes to goes into the folder. */
function everyCommand(folder: string, finding: string): readonly (readonly string[])[] {
  const inBoth = (args: readonly string[]) => LANGUAGES.map((language) => [...args, '--lang', language]);
  const subject = ['--cluster', 'c1'];
  return [
    ['store', 'init'],
    ...Object.keys(FORMATS).flatMap((format) => inBoth(['scan', '--format', format])),
    ['scan', '--format', 'json', '--output', join(folder, 'report.json')],
    ...inBoth(['check-config']),
    ...inBoth(['check-config', '--offline']),
    ...inBoth(['check-config', '--send-test']),
    ...['table', 'json'].flatMap((format) => inBoth(['explain', 'prod/web', ...subject, '--format', format])),
    ...['table', 'json', 'markdown'].flatMap((format) => inBoth(['advise', ...subject, '--format', format])),
    ...['table', 'json'].flatMap((format) => [
      ...inBoth(['history', '--format', format]),
      ...inBoth(['history', finding, '--format', format]),
      ...inBoth(['findings', '--status', 'all', '--format', format]),
    ]),
    ['alerts'],
    ['alerts', '--retry'],
    ['capture', '--output', join(folder, 'capture.json')],
    ['capture', '--output', join(folder, 'capture.json.gz')],
  ];
}

/** Runs all of them one after the other, and gives what came out, files too. */
export async function outputOfEveryCommand(
  { config, env }: PlantedFleet,
  folder: string,
  finding: string,
): Promise<{ readonly texts: Texts; readonly codes: Readonly<Record<string, number>> }> {
  const texts: Texts = {};
  const codes: Record<string, number> = {};
  for (const args of everyCommand(folder, finding)) {
    const { code, out, err } = await run([...args, '--config', config], {
      env,
      color: true,
      interactive: true,
    });
    const name = args.join(' ');
    codes[name] = code;
    texts[`${name}, stdout`] = out;
    texts[`${name}, stderr`] = err;
    const file = args[args.indexOf('--output') + 1] ?? '';
    if (args.includes('--output') && existsSync(file)) texts[`${name}, file`] = readFileSync(file);
  }
  return { texts, codes };
}

/** Serves in this process, on any port; the log goes to `write`. */
export function serveHere({ config, env }: PlantedFleet, write: (line: string) => void): Promise<Served> {
  return serve({
    config: checkedConfig(config, env),
    env: { ...env, CCM_PREFLIGHT_LOG_LEVEL: 'debug' },
    host: '127.0.0.1',
    port: 0,
    write,
  });
}

/** Serves for a while, asks for all there is with and without the token, and gives answers and log. */
export async function outputOfServe(planted: PlantedFleet): Promise<{
  readonly texts: Texts;
  readonly statuses: readonly number[];
}> {
  let log = '';
  const token = planted.env.CCM_PREFLIGHT_TOKEN ?? '';
  const served = await serveHere(planted, (line) => {
    log += line;
  });
  const texts: Texts = {};
  const statuses: number[] = [];
  async function ask(path: string, authorization = `Bearer ${token}`, wanted: object = {}) {
    const got = await request(served.url, path, {
      headers: { authorization, 'content-type': 'application/json', prefer: 'wait=10' },
      ...wanted,
    });
    statuses.push(got.status);
    texts[`${path} of ${authorization === `Bearer ${token}` ? 'a friend' : 'a stranger'}`] =
      `${JSON.stringify(got.headers)} ${got.text}`;
    return got;
  }
  try {
    const { headers } = await ask('/scans', undefined, { method: 'POST', body: '{}' });
    const report = String(headers.location ?? '/scans/none');
    const reports = Object.keys(FORMATS).flatMap((format) =>
      LANGUAGES.map((language) => `${report}?format=${format}&lang=${language}`),
    );
    for (const path of [
      '/',
      '/healthz',
      '/fleet',
      '/scans',
      '/clusters/c1',
      '/clusters/none',
      '/none',
      ...reports,
    ]) {
      await ask(path);
      // A token that is sent where it does not belong is not given back either.
      await ask(`${path}${path.includes('?') ? '&' : '?'}token=x`, `Basic ${token}`);
    }
  } finally {
    await served.close();
  }
  return { texts: { ...texts, 'the log of serve': log }, statuses };
}
