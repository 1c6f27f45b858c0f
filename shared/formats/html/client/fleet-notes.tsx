import type { Language } from '../../../rules/rule.ts';
import type { FleetData } from '../fleet-data.ts';
import { minuteOf } from '../view/text.ts';
import { FLEET_WORDS } from '../words-fleet.ts';

/** A night and a half: the nightly scan has not come to an end. */
const OLD_MILLISECONDS = 36 * 60 * 60_000;

/** That what is shown is not of today. */
export function FleetNotes({ data, language }: { readonly data: FleetData; readonly language: Language }) {
  const words = FLEET_WORDS[language];
  const { report, unkept } = data;
  const isOld = report && Date.now() - Date.parse(report.scan.finishedAt) > OLD_MILLISECONDS;
  return (
    <>
      {isOld && <p class="note">{words.old(minuteOf(report.scan.finishedAt))}</p>}
      {unkept && <p class="note">{words.unkept(minuteOf(unkept.startedAt))}</p>}
    </>
  );
}
