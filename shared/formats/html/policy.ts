import { createHash } from 'node:crypto';
import { FLEET_SCRIPT } from './generated/fleet-script.ts';
import { REPORT_SCRIPT } from './generated/report-script.ts';
import { STYLE } from './generated/style.ts';

/** What the report may do: run its own code, and nothing else. Also for the header of an HTTP answer. */
export const REPORT_POLICY = policyOf(REPORT_SCRIPT, []);

/** What the fleet page may do: as the report, and ask the service that it came from. */
export const FLEET_POLICY = policyOf(FLEET_SCRIPT, ["connect-src 'self'"]);

/** The same for a header, which alone can say that no other page may hold this one in a frame. */
export function policyHeader(policy: string): string {
  return `${policy}; frame-ancestors 'none'`;
}

function policyOf(script: string, more: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(STYLE)}'`,
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function digestOf(code: string): string {
  return `sha256-${createHash('sha256').update(code).digest('base64')}`;
}
