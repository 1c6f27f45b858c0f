import { writeSync } from 'node:fs';
import { type Night, night } from './night.ts';
import type { Step, When } from './steps.ts';

// A process that does one night's run: night-process.ts NIGHT, in JSON. It tells of each step that it has done on a
// line of its own, and at the end what the run came to. Where the night says so, it sends itself a signal.
const order = JSON.parse(process.argv[2] ?? '') as Night;

function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function at({ index, name }: Step, when: When): void {
  if (when === 'after') tell({ step: name });
  if (order.end?.index !== index || order.end.when !== when) return;
  tell({ signal: order.end.signal });
  process.kill(process.pid, order.end.signal);
}

try {
  const held = await night(order, at);
  tell({ end: held.kind });
} catch (error) {
  tell({ end: String(error) });
}
process.exit();
