import { measureScan } from './scan.ts';
import { type Ready, type Stage, serve } from './serve.ts';

/** A process of the live bench: `serve` holds the servers, `scan` scans them. The first message says what to do. */
const [, , role] = process.argv;
process.once('message', async (message) => {
  if (role === 'serve') await serve(message as Stage);
  else process.send?.(await measureScan(message as Ready), () => process.disconnect());
});
