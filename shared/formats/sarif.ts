import type { Invocation, Log, Notification, Result, Suppression } from 'sarif';
import { isIncomplete } from '../report/outcome.ts';
import type { Finding, Report } from '../report/report.ts';
import { RULES } from '../rules/registry.ts';
import type { Language } from '../rules/rule.ts';
import { isDoubt } from '../snapshot/readability.ts';
import { VERSION } from '../version.ts';
import type { FormatOptions } from './options.ts';
import { type Places, placesOf } from './sarif-places.ts';
import { LEVELS, ruleDescriptor } from './sarif-rules.ts';
import { sarifText } from './sarif-text.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** SARIF's readers tell by it that a result is the same as in another scan. The number is that of the way it is made. */
const FINGERPRINT = 'ccmPreflightFinding/v1';
const INDEX_OF_RULE = new Map(RULES.map((rule, index) => [rule.id, index]));
/** SARIF's names of the languages: ISO 639, with a country where that tells the script. */
const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/**
 * The report as SARIF 2.1.0. Results are in logical locations (cluster, namespace, Service, SLB, listener): a fleet has
 * no files. What a scan finds is not held against an earlier one, so no baseline state is claimed.
 */
export function formatSarif(report: Report, { language }: Pick<FormatOptions, 'language'>): string {
  const places = placesOf(report);
  const results = report.findings.map((finding) => resultOf(finding, places));
  const invocation = invocationOf(report, places);
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ccm-preflight',
            version: VERSION,
            semanticVersion: VERSION,
            language: LANGUAGE_TAGS[language],
            rules: RULES.map((rule) => ruleDescriptor(rule, language)),
          },
        },
        language: LANGUAGE_TAGS[language],
        automationDetails: {
          id: `ccm-preflight/v${report.scan.targetCcmVersion.replace(/^v/, '')}/${report.scan.id}`,
        },
        invocations: [invocation],
        results,
        logicalLocations: places.all(),
        columnKind: 'utf16CodeUnits',
        properties: { ...report.scan, coverage: report.coverage, clusters: report.clusters },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(finding: Finding, places: Places): Result {
  const { id, rule, severity, suppressed } = finding;
  const ruleIndex = INDEX_OF_RULE.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    kind: 'fail',
    level: LEVELS[severity],
    message: { text: messageOf(finding) },
    locations: places.at(finding),
    partialFingerprints: { [FINGERPRINT]: id },
    // SARIF wants it of all results or of none: an empty list is "not suppressed", none would be "not known".
    suppressions: suppressed ? [suppressionOf(suppressed)] : [],
    properties: propertiesOf(finding),
  };
}

/** The finding, its cause, and the ways to mend it. Commands stand in the properties, where no brace is doubled. */
function messageOf({ message, cause, fixes }: Finding): string {
  const paragraphs = [message, cause, ...new Set(fixes.map((fix) => fix.text))];
  return (
    paragraphs
      .filter((text) => text !== '')
      .map(sarifText)
      .join('\n\n') || '-'
  );
}

function suppressionOf({ reason, until, source }: NonNullable<Finding['suppressed']>): Suppression {
  return {
    kind: source === 'annotation' ? 'inSource' : 'external',
    status: 'accepted',
    justification: reason,
    properties: { source, ...(until !== undefined && { until }) },
  };
}

/** All of the finding that SARIF has no place of its own for, as it is in the JSON. */
function propertiesOf(finding: Finding): Result['properties'] {
  const { id: _id, rule: _rule, severity: _severity, message: _message, suppressed: _by, ...rest } = finding;
  return rest;
}

function invocationOf(report: Report, places: Places): Invocation {
  const { startedAt, finishedAt } = report.scan;
  const notifications = report.failures.map(
    ({ resource, code, message, ...spot }): Notification => ({
      level: isDoubt({ resource, code, message }) ? 'error' : 'warning',
      message: { text: sarifText(`${resource}: ${message} (${code})`) },
      locations: places.at(spot),
      properties: { resource, code },
    }),
  );
  return {
    executionSuccessful: !isIncomplete(report),
    startTimeUtc: startedAt,
    endTimeUtc: finishedAt,
    toolExecutionNotifications: notifications,
  };
}
