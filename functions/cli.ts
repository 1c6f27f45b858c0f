#!/usr/bin/env node
import { endProcess } from '../shared/cli/end.ts';
import { interruptSignal } from '../shared/cli/interrupt.ts';
import { main } from '../shared/cli/main.ts';
import { watchFaults } from '../shared/cli/unexpected.ts';

watchFaults(process);

const code = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && !('NO_COLOR' in process.env),
  // A terminal that does not know its width cannot be written over.
  interactive: process.stderr.isTTY === true && process.stderr.columns > 0,
  env: process.env,
  interrupts: () => interruptSignal(process),
});

await endProcess(process, code);
