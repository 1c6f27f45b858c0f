import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TABLESTORE_KEY } from '../servers/tablestore.ts';
import { bothRenamed } from './support/fleets.ts';
import { describeNights } from './support/nights.suite.ts';
import { REFUSED, tablestoreNights } from './support/tablestore-nights.ts';

describe('night after night, with Tablestore', () => {
  const test = tablestoreNights();
  beforeEach(async () => {
    expect(await test.command('store', 'init')).toMatchObject({ code: 0 });
  });

  describeNights(test);
});

describe('an instance', () => {
  const { scan, command, server, expectReportAlone, expectMadeUpFor } = tablestoreNights();

  it('without tables has a scan say how to make them', async () => {
    const night = await scan(bothRenamed());

    expectReportAlone(night);
    expect(night.err).toMatch(/OTSObjectNotExist.*`ccm-preflight store init`/);
    await command('store', 'init');
    await expectMadeUpFor();
  });

  it.each(['history', 'findings', 'alerts'])('without tables has %s say how to make them', async (name) => {
    const { code, out, err } = await command(name);

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^ccm-preflight: Tablestore: .*`ccm-preflight store init`\.\n$/);
  });

  it('is not opened by a wrong key, and nothing of the key is said', async () => {
    await command('store', 'init');
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'not-the-secret-of-it');

    const night = await scan(bothRenamed());

    expectReportAlone(night);
    expect(night.err).toMatch(/OTSAuthFailed.*may use the instance preflight \(RAM\)/);
    expect(night.err).not.toContain('not-the-secret-of-it');
    expect(night.err).not.toContain(TABLESTORE_KEY.accessKeyId);
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', TABLESTORE_KEY.accessKeySecret);
    await expectMadeUpFor();
  });

  it('that denies the making of tables has store init say so', async () => {
    server().faults.add({ when: ({ operation }) => operation === 'CreateTable', reply: REFUSED });

    const { code, err } = await command('store', 'init');

    expect(code).toBe(2);
    expect(err).toMatch(/CreateTable of nights_runs: OTSNoPermissionAccess.*RAM/);
  });

  it('that is nowhere leaves the report', async () => {
    await server().close();

    const night = await scan(bothRenamed());

    expectReportAlone(night);
    expect(night.err).toContain('ECONNREFUSED');
  });
});
