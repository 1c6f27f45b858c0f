import { useState } from 'preact/hooks';
import { usePage } from './page.ts';

/** As many lines are drawn at once: what a screen takes, and more than anybody reads at once. */
const STEP = 100;

/** How many of a list are drawn, and how to have more of them. */
export interface Steps {
  readonly most: number;
  readonly total: number;
  readonly more: (most: number) => void;
}

/** Only the first of a list are drawn until somebody asks for more; all of it in print. */
export function useSteps(list: readonly unknown[]): Steps {
  const { isPrinting } = usePage();
  const [asked, setAsked] = useState<{ readonly of: typeof list; readonly most: number }>();
  const most = isPrinting ? list.length : asked && isSame(asked.of, list) ? asked.most : STEP;
  return { most, total: list.length, more: (next) => setAsked({ of: list, most: next }) };
}

/** The same lines, though they were looked for anew. */
function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** The buttons by which more is drawn; nothing where all is. */
export function More({ steps: { most, total, more } }: { readonly steps: Steps }) {
  const { words } = usePage();
  const left = total - most;
  if (left <= 0) return null;
  return (
    <p class="more no-print">
      <button type="button" onClick={() => more(most + STEP)}>
        {words.more(Math.min(STEP, left))}
      </button>
      <button type="button" class="link" onClick={() => more(total)}>
        {words.showAll} ({total})
      </button>
    </p>
  );
}
