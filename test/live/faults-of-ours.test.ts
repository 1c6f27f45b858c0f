import { beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../shared/cli/main.ts';
import { buildCommand, startProgram } from '../support/built-command.ts';
import { fileIn, jsonIn, temporaryFolder } from '../support/files.ts';
import { world } from '../support/world.ts';

const folder = temporaryFolder();
const snapshot = jsonIn(folder, 'snapshot.json', world());
const SECRET = 'LTAIplanted0451';

let command: string;
beforeAll(() => {
  command = buildCommand(folder);
});

describe('a fault of the program itself', () => {
  it('gives the exit code of a scan that failed, and tells where it came up but not what it quotes', async () => {
    let err = '';

    const code = await main(['scan', '--snapshot', snapshot], {
      color: false,
      interactive: false,
      env: {},
      interrupts: () => new AbortController().signal,
      out: () => {
        throw new RangeError(`${SECRET} is out of range`);
      },
      err: (text) => {
        err += text;
      },
    });

    expect(code).toBe(2);
    expect(err).toMatch(/^ccm-preflight: a fault of its own \(RangeError\)[^\n]*\n {4}at /);
    expect(err).not.toContain(SECRET);
  });

  it.each([
    ['thrown where nobody catches it', `setTimeout(() => { throw new TypeError('${SECRET}'); }, 1)`],
    ['a promise that nobody waits for', `Promise.reject(new TypeError('${SECRET}'))`],
    ['no error at all', `setTimeout(() => { throw '${SECRET}'; }, 1)`],
  ])('ends the process in the same way when it is %s', async (_, fault) => {
    const script = `
      import { watchFaults } from './dist/shared/cli/unexpected.js';
      watchFaults(process);
      setInterval(() => undefined, 1000);
      ${fault};
    `;

    const running = startProgram(process.execPath, [fileIn(folder, 'faulty.js', script)], {});

    expect(await running.ended).toEqual({ code: 2, signal: null });
    expect(running.err()).toMatch(/^ccm-preflight: a fault of its own \((TypeError|string)\)/);
    expect(running.err()).not.toContain(SECRET);
  });
});

describe('a standard output', () => {
  it('that is full makes the scan a failed one, and is named', async () => {
    const script = '"$0" "$1" scan --snapshot "$2" > /dev/full';

    const running = startProgram('sh', ['-c', script, process.execPath, command, snapshot], {});

    expect(await running.ended).toEqual({ code: 2, signal: null });
    expect(running.err()).toBe('ccm-preflight: cannot write to standard output: ENOSPC\n');
  });

  it('that nobody reads to its end is no fault', async () => {
    const script = '{ "$0" "$1" rules; echo "exit $?" >&2; } | head -c 10';

    const running = startProgram('sh', ['-c', script, process.execPath, command], {});

    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect([running.out(), running.err()]).toEqual([expect.stringMatching(/^.{10}$/s), 'exit 0\n']);
  });
});
