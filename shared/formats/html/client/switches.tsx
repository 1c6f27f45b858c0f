import { useState } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';
import type { PageWords } from '../page-words.ts';
import { recall, remember } from './keep.ts';

const NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const THEME_KEY = 'ccm-preflight-theme';

interface LanguageSwitchProps {
  readonly languages: readonly Language[];
  readonly language: Language;
  readonly speak: (language: Language) => void;
  readonly words: PageWords;
}

/** The languages of the page; nothing where there is only one. */
export function LanguageSwitch({ languages, language, speak, words }: LanguageSwitchProps) {
  if (languages.length < 2) return null;
  return (
    <fieldset class="segments">
      <legend class="unseen">{words.language}</legend>
      {(['en', 'zh'] as const).map((one) => (
        <button
          key={one}
          type="button"
          lang={one === 'zh' ? 'zh-CN' : 'en'}
          aria-pressed={one === language}
          onClick={() => speak(one)}
        >
          {NAMES[one]}
        </button>
      ))}
    </fieldset>
  );
}

/** Goes through the themes. Which one was chosen is remembered where the browser lets a page remember. */
export function ThemeSwitch({ words }: { readonly words: PageWords }) {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const choose = () => {
    applyTheme(next);
    remember('localStorage', THEME_KEY, next);
    setTheme(next);
  };
  return (
    <button type="button" class="quiet" onClick={choose}>
      {words.theme[theme]}
    </button>
  );
}

function chosenTheme(): Theme {
  const theme = THEMES.find((one) => one === recall('localStorage', THEME_KEY)) ?? 'auto';
  applyTheme(theme);
  return theme;
}

function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}
