import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import { disagreements, readRecordings } from './support/recordings.ts';

describe.each(['worlds', 'edges'] as const)('the recordings of the real CCM v2.14.0 in %s', (file) => {
  it.each(readRecordings(file).map((recording) => [recording.name, recording] as const))(
    'agree: %s',
    (_, recording) => {
      const report = auditSnapshot(recording.snapshot);

      expect(disagreements(recording, report)).toEqual([]);
      expect(report.failures).toEqual([]);
    },
  );
});
