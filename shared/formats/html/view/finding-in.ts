import type { Finding } from '../../../report/report.ts';
import type { Language } from '../../../rules/rule.ts';
import type { PageFinding } from '../page-data.ts';

const NO_WORDS = { message: '', cause: '', fixes: [] };

/** A finding of the page in one language. */
export function findingIn({ texts, ...rest }: PageFinding, language: Language): Finding {
  return { ...rest, ...(texts[language] ?? texts.en ?? texts.zh ?? NO_WORDS) };
}
