import { pino } from 'pino';
import type { Log } from '../log/log.ts';

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
/** Which lines are written: the given level and those above. */
const LOG_LEVEL_VARIABLE = 'CCM_PREFLIGHT_LOG_LEVEL';

/** Writes JSON lines: `time` (ISO 8601), `level`, `msg` and the fields. Written at once: a function may be frozen. */
export function jsonLog(
  env: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void,
): Log {
  const wanted = env[LOG_LEVEL_VARIABLE]?.toLowerCase() ?? '';
  const level = LEVELS.find((one) => one === wanted) ?? 'info';
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
  return logOver(pino(options, { write }));
}

function logOver(logger: ReturnType<typeof pino>): Log {
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
    with: (fields) => logOver(logger.child(fields)),
  };
}
