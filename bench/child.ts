import { measureScan } from './live/scan.ts';
import { type Ready, type Stage, serve } from './live/serve.ts';
import { type AuditTask, measureAudit } from './measure.ts';
import type { Role } from './processes.ts';
import { type GenerateTask, writeFleet } from './write-fleet.ts';

/** A process of the bench: the parent's first message says what to do, and the answer goes back the same way. */
const role = process.argv[2] as Role;
process.once('message', async (message) => {
  if (role === 'serve') await serve(message as Stage);
  else process.send?.(await answer(message), () => process.disconnect());
});

function answer(message: unknown): unknown {
  if (role === 'scan') return measureScan(message as Ready);
  return role === 'audit' ? measureAudit(message as AuditTask) : writeFleet(message as GenerateTask);
}
