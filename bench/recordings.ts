import { pathToFileURL } from 'node:url';
import { auditSnapshot } from '../shared/index.ts';
import { disagreements, readRecordings } from '../test/support/recordings.ts';
import { type Row, targetRow, written } from './table.ts';

const FOLDER = 'test/recordings/';

/**
 * The row about the recordings of the real CCM: the part of them with which the report agrees in every item. Run from the
 * project's folder.
 */
export function recordingRows(): Row[] {
  const recordings = (['worlds', 'edges'] as const).flatMap((file) =>
    readRecordings(file, pathToFileURL(FOLDER)),
  );
  const agreeing = recordings.filter((recording) => {
    const report = auditSnapshot(recording.snapshot);
    return report.failures.length === 0 && disagreements(recording, report).length === 0;
  });
  const name = `% of ${written(recordings.length)} recordings of the real CCM agreed with`;
  return [targetRow(name, (100 * agreeing.length) / recordings.length, 100, 1)];
}
