import { useEffect } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';

/** The languages of the fleet page, the one that the visitor's browser would rather have first. */
export const FLEET_LANGUAGES: readonly Language[] = preferred() === 'zh' ? ['zh', 'en'] : ['en', 'zh'];

function preferred(): string | undefined {
  const asked = navigator.languages.map((language) => language.slice(0, 2).toLowerCase());
  return asked.find((language) => language === 'en' || language === 'zh');
}

/** Says in the window's title and to screen readers what is shown, and in which language. */
export function useDocument(language: Language, title: string): void {
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = title;
  }, [language, title]);
}
