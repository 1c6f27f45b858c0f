import { useState } from 'preact/hooks';
import { FLEET_WORDS } from '../words-fleet.ts';
import { PAGE_WORDS } from '../words-page.ts';
import { useAddress } from './address.ts';
import { FLEET_LANGUAGES, useDocument } from './document.ts';
import { refusalIn } from './refusal.ts';
import type { Refusal } from './service.ts';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

interface TokenFormProps {
  readonly enter: (token: string) => Promise<unknown>;
  readonly isLoading: boolean;
  readonly why: Refusal | undefined;
}

/** Asks for the token, and says so when it is the wrong one. */
export function TokenForm({ enter, isLoading, why }: TokenFormProps) {
  const { language, speak } = useAddress(FLEET_LANGUAGES);
  const [token, setToken] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const words = FLEET_WORDS[language];
  const page = PAGE_WORDS[language];
  useDocument(language, words.title);
  const submit = async (event: Event) => {
    event.preventDefault();
    setIsAsking(true);
    await enter(token.trim());
    setIsAsking(false);
  };
  return (
    <>
      <header class="top">
        <p class="brand">{page.product}</p>
        <div class="switches">
          <LanguageSwitch languages={FLEET_LANGUAGES} language={language} speak={speak} words={page} />
          <ThemeSwitch words={page} />
        </div>
      </header>
      <main class="gate">
        <h1>{words.title}</h1>
        <form onSubmit={submit}>
          {/* By which password managers tell this token from others of the place. */}
          <input type="text" autocomplete="username" value="ccm-preflight" readOnly hidden />
          <label>
            <span>{words.token}</span>
            <input
              type="password"
              autocomplete="current-password"
              required
              value={token}
              aria-describedby="token-hint"
              onInput={({ currentTarget }) => setToken(currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary" disabled={isAsking || isLoading}>
            {words.enter}
          </button>
          <p id="token-hint" class="coverage">
            {words.tokenHint}
          </p>
        </form>
        <p role="status" class={why ? 'note' : 'coverage'}>
          {isAsking || isLoading ? words.loading : why && refusalIn(why, words)}
        </p>
      </main>
    </>
  );
}
