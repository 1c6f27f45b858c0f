import { useEffect, useState } from 'preact/hooks';
import type { Finding } from '../../../report/report.ts';
import type { PageFinding } from '../page-data.ts';
import { findingIn } from '../view/finding-in.ts';
import { shown } from '../view/text.ts';
import { FindingBody } from './finding-body.tsx';
import { usePage, useQuery } from './page.ts';

/** One finding on one line; what to do about it is drawn when it is opened. */
export function FindingItem({ finding: pageFinding }: { readonly finding: PageFinding }) {
  const { words, language, isPrinting } = usePage();
  const query = useQuery();
  const finding = findingIn(pageFinding, language);
  const { id, effect, phrase, message, rule } = finding;
  const isAskedFor = query.finding === id;
  const [isOpened, setIsOpened] = useState(isAskedFor);
  useEffect(() => {
    if (isAskedFor) setIsOpened(true);
  }, [isAskedFor]);
  const isOpen = isPrinting || isOpened;
  return (
    <details
      class={`finding ${effect}`}
      open={isOpen}
      onToggle={({ currentTarget }) => {
        // What printing opens is not opened by anybody.
        if (!isPrinting) setIsOpened(currentTarget.open);
      }}
    >
      <summary>
        <span class="effect">{words.effects[effect]}</span>
        <bdi class="message">
          {phrase && effect === 'fails-check' && <q>{shown(phrase)}</q>} {shown(message)}
        </bdi>
        <span class="marks">
          <Badges finding={finding} />
          <code>{shown(rule)}</code>
        </span>
      </summary>
      {isOpen && <FindingBody finding={finding} />}
    </details>
  );
}

/** What takes weight from a finding, or gives it some. */
function Badges({ finding }: { readonly finding: Finding }) {
  const { words, search, byId } = usePage();
  const own = byId.get(finding.id);
  const standings = (['new', 'hidden', 'unconfirmed', 'suppressed'] as const).filter(
    (standing) => own && search.has(own, standing),
  );
  return (
    <>
      {standings.map((standing) => (
        <span key={standing} class={`badge ${standing}`}>
          {words.badges[standing]}
        </span>
      ))}
    </>
  );
}
