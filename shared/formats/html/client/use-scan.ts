import { useEffect, useState } from 'preact/hooks';
import type { FleetData, RunProgress } from '../fleet-data.ts';
import { askForScan, askScan, type Refusal } from './service.ts';

/** So often a scan is asked how far it is. */
const EVERY_MILLISECONDS = 2_000;

/** A scan that is under way. */
export interface UnderWay {
  readonly id: string;
  readonly progress?: RunProgress;
}

/** The scan of the fleet, and how to begin one. */
export interface Scanning {
  readonly underWay: UnderWay | undefined;
  /** One came to its end while the page was open. */
  readonly isOver: boolean;
  readonly trouble: Refusal | undefined;
  readonly start: (token: string) => Promise<void>;
}

/** Follows the scan that is under way, whoever began it, and has the data loaded anew when it is through. */
export function useScan(
  token: string | undefined,
  data: FleetData | undefined,
  reload: (token: string) => Promise<void>,
): Scanning {
  const [underWay, setUnderWay] = useState<UnderWay>();
  const [trouble, setTrouble] = useState<Refusal>();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (data?.underWay) setUnderWay(data.underWay);
    if (!data) setUnderWay(undefined);
  }, [data]);
  useEffect(() => {
    if (!underWay || token === undefined) return;
    const timer = setTimeout(async () => {
      const answer = await askScan(token, underWay.id);
      setTrouble(answer.ok ? undefined : answer.why);
      if (answer.ok && answer.value.isOver) {
        setUnderWay(undefined);
        await reload(token);
        setIsOver(true);
      } else setUnderWay(answer.ok ? answer.value : { ...underWay });
    }, EVERY_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [underWay, token]);
  const start = async (given: string) => {
    setIsOver(false);
    const answer = await askForScan(given);
    setTrouble(answer.ok ? undefined : answer.why);
    if (answer.ok) setUnderWay(answer.value);
  };
  return { underWay, isOver, trouble, start };
}
