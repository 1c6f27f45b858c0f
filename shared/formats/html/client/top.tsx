import type { Language } from '../../../rules/rule.ts';
import { minuteOf, shown } from '../view/text.ts';
import { usePage } from './page.ts';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

/** What this is, of when, and the switches. */
export function Top({ speak }: { readonly speak: (language: Language) => void }) {
  const { data, words, language } = usePage();
  const { scan } = data.report;
  return (
    <header class="top">
      <p class="brand">
        {words.product} <span>{words.target(shown(scan.targetCcmVersion.replace(/^v/, '')))}</span>
      </p>
      <p class="when">
        {words.scannedAt} <time dateTime={scan.finishedAt}>{minuteOf(scan.finishedAt)}</time>
      </p>
      <div class="switches no-print">
        <LanguageSwitch languages={data.languages} language={language} speak={speak} words={words} />
        <ThemeSwitch words={words} />
      </div>
    </header>
  );
}
