import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openRobots, robotIds } from '../../shared/alerts/robots.ts';
import { loadConfig } from '../../shared/config/load-config.ts';

const BASE = 'accounts: [{ name: a, regions: [cn-a] }]';

describe('the id of a robot', () => {
  it.each([
    ['its name', '{ name: ops, url: env:U }', ['ops']],
    ['the variable of its URL', '{ url: env:OPS_URL }', ['OPS_URL']],
    [
      'numbered where several share a URL',
      '{ url: env:U }, { url: env:U }, { url: env:U }',
      ['U', 'U-2', 'U-3'],
    ],
    ['none that another has as its name', '{ url: env:U }, { name: U, url: env:V }', ['U-2', 'U']],
  ])('is %s', (_, robots, expected) => {
    const { alerts } = loadConfig(`${BASE}\nalerts: { dingtalk: [${robots}] }`, {});

    const ids = robotIds(alerts.dingtalk);

    expect(ids).toEqual(expected);
  });

  it('stays the same when the order changes', () => {
    const { alerts } = loadConfig(`${BASE}\nalerts: { dingtalk: [{ url: env:A }, { url: env:B }] }`, {});

    const turned = robotIds(alerts.dingtalk.toReversed());

    expect(turned).toEqual(robotIds(alerts.dingtalk).toReversed());
  });
});

describe('robots of a config', () => {
  it('have their secrets filled in, and keep what they are to be told', () => {
    const line =
      'alerts: { dingtalk: [{ name: ops, url: env:U, secret: env:S, atMobiles: ["138"] }, { url: env:V }] }';
    const { alerts } = loadConfig(`${BASE}\n${line}`, {});

    const open = openRobots(alerts.dingtalk, ({ env }) => `value of ${env}\n`);

    expect(open.map(({ robot }) => robot)).toEqual([
      { id: 'ops', url: 'value of U', secret: 'value of S', atMobiles: ['138'] },
      { id: 'V', url: 'value of V', atMobiles: [] },
    ]);
    expect(open.map(({ match }) => match)).toEqual(alerts.dingtalk.map(({ match }) => match));
    expect(inspect(open.map(({ robot: { id } }) => id))).not.toContain('value');
  });
});
