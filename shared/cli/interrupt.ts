/**
 * A signal that aborts at the first SIGINT or SIGTERM, so that what is under way can say what it had. A second one ends
 * the process at once, with the exit code that shells give to an interrupted program.
 */
export function interruptSignal(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
      controller.abort(new Error(name));
    });
  }
  return controller.signal;
}
