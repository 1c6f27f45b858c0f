#!/usr/bin/env node
import { interruptSignal } from '../shared/cli/interrupt.ts';
import { main } from '../shared/cli/main.ts';

// A reader that closes the pipe early (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && !('NO_COLOR' in process.env),
  interactive: process.stderr.isTTY === true,
  env: process.env,
  interrupts: () => interruptSignal(process),
});
