import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess } from '../../shared/cli/end.ts';
import { interruptSignal } from '../../shared/cli/interrupt.ts';
import { main } from '../../shared/cli/main.ts';
import { TOKEN_VARIABLE } from '../../shared/http/auth.ts';
import { checkedConfig } from '../../shared/run/checked-config.ts';
import { serve } from '../../shared/service/serve.ts';
import { openStage, type Stage } from './stage.ts';
import { invitation, messageText } from './words.ts';

const LOOK_MILLISECONDS = 200;

// Run with `npm run demo`: the product on a simulated cloud, with nothing but this machine.
const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight-demo-'));
// Whichever way it ends.
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const signal = interruptSignal(process);
const stage = await openStage(folder);
try {
  await play(stage);
} finally {
  await stage.close();
}
await endProcess(process, 0);

async function play(stage: Stage): Promise<void> {
  const say = teller(stage);
  console.log('A simulated cloud with 3 clusters, and a robot, on 127.0.0.1. The night before last:');
  await scan(stage, say);
  await stage.nextDay();
  console.log('\nThe next day a listener was stopped by hand, and another one started. Last night:');
  await scan(stage, say);
  if (signal.aborted) return;
  const log = join(folder, 'serve.log');
  const served = await serve({
    config: checkedConfig(stage.config, stage.env),
    env: stage.env,
    host: '127.0.0.1',
    port: 0,
    write: (line) => appendFileSync(log, line),
  });
  console.log(invitation(served.url, stage.env[TOKEN_VARIABLE] ?? '', stage, log));
  while (!signal.aborted) {
    await pause(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    say();
  }
  await served.close();
}

/** One night, by the command that anybody would use; what it prints on standard error, and what the robot was sent. */
async function scan({ config, env }: Stage, say: () => void): Promise<void> {
  if (signal.aborted) return;
  const code = await main(['scan', '--config', config], {
    out: () => undefined,
    err: (text) => console.log(`  ${text.trimEnd()}`),
    color: false,
    interactive: false,
    env,
    interrupts: () => signal,
  });
  console.log(`  ccm-preflight scan ended with exit code ${code}`);
  say();
}

/** Shows each message that the robot was sent, once. */
function teller({ arrived }: Stage): () => void {
  let shown = 0;
  return () => {
    for (const message of arrived.slice(shown)) console.log(`  the robot was sent:\n${messageText(message)}`);
    shown = arrived.length;
  };
}
