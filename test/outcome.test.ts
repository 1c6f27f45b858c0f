import { describe, expect, it } from 'vitest';
import { auditSnapshot, type Effect, type Failure, type Finding, type Report } from '../shared/index.ts';
import { exitCodeOf, isIncomplete, reaches } from '../shared/report/outcome.ts';
import { severityOf } from '../shared/report/report.ts';
import { EFFECTS } from '../shared/rules/rule.ts';
import { world } from './support/world.ts';

/** The report on a fleet in sync, with findings of some effects and whatever else a test wants. */
function reportWith(effects: readonly Effect[], fields: Partial<Report> = {}): Report {
  const findings = effects.map((effect) => ({ effect }) as Finding);
  return { ...auditSnapshot(world()), findings, ...fields };
}

function failureOf(resource: string): Failure {
  return { resource, code: 'Forbidden', message: 'denied' };
}

const WHOLE = auditSnapshot(world()).coverage;
const BY_GRAVITY = EFFECTS.flatMap((threshold, limit) =>
  EFFECTS.map((effect, gravity) => [effect, threshold, gravity <= limit] as const),
);

describe('the outcome of a scan', () => {
  it('ranks effects from the one that fails the check to mere information', () => {
    expect(EFFECTS).toEqual(['fails-check', 'breaks-sync', 'orphaned', 'changes-traffic', 'info']);
  });

  it.each(BY_GRAVITY)('a finding that is %s reaches the threshold %s: %s', (effect, threshold, expected) => {
    const report = reportWith([effect]);

    expect(reaches(report, threshold)).toBe(expected);
    expect(exitCodeOf(report, threshold)).toBe(expected ? 1 : 0);
  });

  it.each<[readonly Effect[], Effect, 0 | 1]>([
    [[], 'info', 0],
    [['info', 'changes-traffic', 'orphaned'], 'breaks-sync', 0],
    [['info', 'breaks-sync', 'orphaned'], 'breaks-sync', 1],
    [['info', 'info', 'fails-check'], 'fails-check', 1],
  ])('with findings %j and the threshold %s is %i', (effects, threshold, expected) => {
    const code = exitCodeOf(reportWith(effects), threshold);

    expect(code).toBe(expected);
  });

  it.each<[string, Partial<Report>, boolean]>([
    ['everything read', {}, false],
    ['a failure', { failures: [failureOf('nodes')] }, true],
    ['a failure of unknown resource', { failures: [failureOf('?')] }, true],
    ['only events unread', { failures: [failureOf('events'), failureOf('Events')] }, false],
    ['events and nodes unread', { failures: [failureOf('events'), failureOf('nodes')] }, true],
    ['a cluster not read', { coverage: { ...WHOLE, clusters: { total: 2, read: 1 } } }, true],
    ['a Service not compared', { coverage: { ...WHOLE, services: { total: 2, compared: 1 } } }, true],
  ])('with %s is incomplete or not', (_, fields, expected) => {
    const report = reportWith(['fails-check'], fields);

    expect(isIncomplete(report)).toBe(expected);
    expect(exitCodeOf(report, 'fails-check')).toBe(expected ? 2 : 1);
  });

  it('is incomplete where the value was no snapshot', () => {
    const report = auditSnapshot('no snapshot');

    expect(isIncomplete(report)).toBe(true);
    expect(exitCodeOf(report, 'info')).toBe(2);
  });
});

describe('severityOf', () => {
  it.each<[Effect, string]>([
    ['fails-check', 'error'],
    ['breaks-sync', 'error'],
    ['orphaned', 'warning'],
    ['changes-traffic', 'warning'],
    ['info', 'info'],
  ])('of %s is %s', (effect, expected) => {
    const severity = severityOf(effect);

    expect(severity).toBe(expected);
  });
});
