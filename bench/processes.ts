import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));

/** What a process of the bench is for: see `child.ts`. */
export type Role = 'generate' | 'audit' | 'serve' | 'scan';

/** A fresh process; the first thing that it is asked says what to do. */
export function freshProcess(role: Role): ChildProcess {
  return fork(CHILD, [role], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/**
 * The next answer of a process of the bench.
 * @throws Error when it ends without one
 */
export async function asked(child: ChildProcess, question: unknown): Promise<unknown> {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`a process of the bench ended with ${code ?? signal}`);
  });
  child.send(question as object);
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return answer;
}

/** The only answer of a process that does one thing and ends. */
export function askedOnce(role: Role, question: unknown): Promise<unknown> {
  return asked(freshProcess(role), question);
}
