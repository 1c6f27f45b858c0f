import { useState } from 'preact/hooks';
import type { Fix } from '../../../report/report.ts';
import { hasUnseen, shown, shownLines } from '../view/text.ts';
import { copyText } from './copy-text.ts';
import { usePage } from './page.ts';

const ORDER = ['adopt', 'revert', 'support', 'inspect'] as const satisfies readonly Fix['kind'][];

/** The ways out side by side, with commands to copy. */
export function Fixes({ fixes }: { readonly fixes: readonly Fix[] }) {
  const { words } = usePage();
  if (fixes.length === 0) return null;
  const sorted = ORDER.flatMap((kind) => fixes.filter((fix) => fix.kind === kind));
  return (
    <ul class="fixes">
      {sorted.map((fix, index) => (
        <li key={index} class={fix.kind}>
          <h4>{words.fixKinds[fix.kind]}</h4>
          <p>
            <bdi>{shown(fix.text)}</bdi>
          </p>
          {fix.command !== undefined && <Command command={fix.command} />}
        </li>
      ))}
    </ul>
  );
}

function Command({ command }: { readonly command: string }) {
  const { words } = usePage();
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>();
  const copy = async () => setOutcome((await copyText(command)) ? 'copied' : 'notCopied');
  return (
    <div class="command">
      <pre>
        <code>{shownLines(command)}</code>
      </pre>
      {hasUnseen(command) ? (
        <span class="note">{words.unseenInCommand}</span>
      ) : (
        <>
          <button type="button" class="no-print" onClick={copy}>
            {words.copy}
          </button>
          <span class="outcome no-print" role="status">
            {outcome && words[outcome]}
          </span>
        </>
      )}
    </div>
  );
}
