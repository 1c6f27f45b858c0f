import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeWhole } from '../../shared/cli/output.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { startFleet } from '../servers/fleet.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { run } from '../support/terminal.ts';
import { world } from '../support/world.ts';

const folder = temporaryFolder();

/** Who may do what with a file, as `ls` counts it. */
function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe('what names clusters, Services and addresses', () => {
  it('can be read by its owner alone in the store, whatever the umask', async () => {
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    const store = join(folder, 'deep/store');

    const rows = await openFileRows(store);
    await rows.put('runs', ['r'], {}, 'any');
    await rows.close();

    expect([modeOf(join(folder, 'deep')), modeOf(store)]).toEqual(['700', '700']);
    expect([modeOf(join(store, 'rows.mdb')), modeOf(join(store, 'rows.mdb-lock'))]).toEqual(['600', '600']);
  });

  it('can be read by its owner alone in a captured fleet, where there was a file for everybody too', async () => {
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    const fleet = await startFleet(world());
    onTestFinished(() => fleet.close());
    const [fresh, over] = [join(folder, 'new.json.gz'), fileIn(folder, 'old.json', 'old')];

    for (const output of [fresh, over]) {
      const args = ['capture', '--config', fleet.configText({ limits: UNLIMITED }), '--output', output];
      expect(await run(args, { env: fleet.env() })).toMatchObject({ code: 0 });
    }

    expect([modeOf(fresh), modeOf(over)]).toEqual(['600', '600']);
  });
});

describe('a report', () => {
  it.each([
    [0o022, '644'],
    [0o077, '600'],
  ])('can be read by whom a umask of %i lets read what is new, also where a file was', (mask, mode) => {
    const umask = process.umask(mask);
    onTestFinished(() => void process.umask(umask));
    const fresh = join(folder, `report-${mode}.html`);
    const over = join(folder, `over-${mode}.html`);

    writeWhole(fresh, 'report');
    writeWhole(over, 'first');
    writeWhole(over, 'second');

    expect([modeOf(fresh), modeOf(over)]).toEqual([mode, mode]);
  });
});

describe('a file that is written', () => {
  it('leaves alone what lies beside it, and nothing of its own', () => {
    const victim = fileIn(folder, 'victim', 'precious');
    const output = join(folder, 'report.html');
    const link = `${output}.${process.pid}.part`;
    symlinkSync(victim, link);
    const before = readdirSync(folder);

    writeWhole(output, 'report');

    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readFileSync(output, 'utf8')).toBe('report');
    expect(readdirSync(folder).sort()).toEqual([...before, 'report.html'].sort());
  });

  it('through a link that leads to nothing yet is still for its owner alone', () => {
    const link = join(folder, 'link.json');
    symlinkSync(join(folder, 'behind.json'), link);

    writeWhole(link, 'capture', 'owner');

    expect(modeOf(join(folder, 'behind.json'))).toBe('600');
  });
});
