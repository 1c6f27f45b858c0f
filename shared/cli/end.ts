/**
 * Ends the process with a code as soon as all it has written is out. It is not left to end by itself: the cloud's SDK
 * cannot take back a call that was given up, and holds the process until that call's own time is up.
 */
export async function endProcess(process: NodeJS.Process, code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit(code);
}

/** A stream whose reader has gone has nothing more to write. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
