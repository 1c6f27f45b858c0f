import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';
import { hashOf, languageOf, type Query, queryOf } from '../view/query.ts';

/** What stands in the hash of the address, and how to change it. */
export interface Address {
  readonly query: Query;
  readonly language: Language;
  readonly look: (query: Query) => void;
  readonly speak: (language: Language) => void;
}

/** What is looked for, and in which language, kept in the hash so that it can be sent to somebody. */
export function useAddress(languages: readonly Language[]): Address {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const own = languages[0] ?? 'en';
  const asked = languageOf(hash) ?? own;
  const language = languages.includes(asked) ? asked : own;
  const query = queryOf(hash);
  const go = useCallback(
    (next: Query, spoken: Language) => {
      const written = hashOf(next, spoken === own ? undefined : spoken);
      history.replaceState(null, '', written);
      setHash(written);
    },
    [own],
  );
  // The same as long as the language is: parts of the page that only look are not drawn anew for each letter.
  const look = useCallback((next: Query) => go(next, language), [go, language]);
  return { query, language, look, speak: (spoken) => go(query, spoken) };
}
