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

/** What becomes of the page when a scan is followed. */
export interface Following {
  /** Loads the data anew; false where that failed. */
  readonly reload: (token: string) => Promise<boolean>;
  /** The service does not take the token any more. */
  readonly forget: () => void;
}

/** Follows the scan that is under way, whoever began it, and has the data loaded anew when it is through. */
export function useScan(
  token: string | undefined,
  data: FleetData | undefined,
  { reload, forget }: Following,
): Scanning {
  const [underWay, setUnderWay] = useState<UnderWay>();
  const [trouble, setTrouble] = useState<Refusal>();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (data?.underWay) setUnderWay(data.underWay);
    if (data) return;
    setUnderWay(undefined);
    setTrouble(undefined);
    setIsOver(false);
  }, [data]);
  const refused = (why: Refusal) => {
    if (why.kind === 'wrong-token') forget();
    else setTrouble(why);
  };
  useEffect(() => {
    if (!underWay || token === undefined) return;
    let isCurrent = true;
    const look = async () => {
      const answer = await askScan(token, underWay.id);
      if (!isCurrent) return;
      if (!answer.ok) {
        refused(answer.why);
        setUnderWay({ ...underWay });
        return;
      }
      setTrouble(undefined);
      setUnderWay(answer.value);
      if (!answer.value) setIsOver(await reload(token));
    };
    const timer = setTimeout(look, EVERY_MILLISECONDS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [underWay, token]);
  const start = async (given: string) => {
    setIsOver(false);
    const answer = await askForScan(given);
    if (!answer.ok) return refused(answer.why);
    setTrouble(undefined);
    setUnderWay(answer.value);
  };
  return { underWay, isOver, trouble, start };
}
