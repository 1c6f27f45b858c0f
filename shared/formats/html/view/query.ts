import { EFFECTS, type Effect, type Language } from '../../../rules/rule.ts';
import type { Standing } from '../page-words.ts';

/** What somebody looks for; '' is everything. Stands in the hash of the page's address. */
export interface Query {
  readonly cluster: string;
  readonly namespace: string;
  readonly rule: string;
  readonly effect: Effect | '';
  readonly standing: Standing | '';
  readonly text: string;
  /** One finding alone, by its id. */
  readonly finding: string;
}

/** Looks for everything. */
export const EVERYTHING: Query = {
  cluster: '',
  namespace: '',
  rule: '',
  effect: '',
  standing: '',
  text: '',
  finding: '',
};

/** What a finding can be asked for beside its effect, in the order in which it is offered. */
export const STANDINGS = [
  'reported',
  'hidden',
  'never',
  'new',
  'unconfirmed',
  'suppressed',
] as const satisfies readonly Standing[];

/** Reads the hash of an address; what is not known in it is left out. */
export function queryOf(hash: string): Query {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string) => given.get(name) ?? '';
  return {
    cluster: text('cluster'),
    namespace: text('namespace'),
    rule: text('rule'),
    effect: EFFECTS.find((effect) => effect === given.get('effect')) ?? '',
    standing: STANDINGS.find((standing) => standing === given.get('standing')) ?? '',
    text: text('text'),
    finding: text('finding'),
  };
}

/** The language that a hash asks for, if it does. */
export function languageOf(hash: string): Language | undefined {
  const asked = new URLSearchParams(hash.replace(/^#/, '')).get('lang');
  return asked === 'en' || asked === 'zh' ? asked : undefined;
}

/** The hash that stands for what is looked for, and for a language where it is not the page's own; `#` for neither. */
export function hashOf(query: Query, language?: Language): string {
  const set = Object.entries(query).filter(([, value]) => value !== '');
  return `#${new URLSearchParams(language ? [...set, ['lang', language]] : set)}`;
}
