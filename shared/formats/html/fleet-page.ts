import { htmlDocument } from './document.ts';
import { FLEET_SCRIPT } from './generated/fleet-script.ts';
import { markup, scriptJson } from './markup.ts';
import { FLEET_POLICY } from './policy.ts';
import { FLEET_WORDS } from './words-fleet.ts';
import { PAGE_WORDS } from './words-page.ts';

/** The page of the service itself. It holds no data: it asks `GET /fleet` for them with the visitor's token. */
export function fleetPage(): string {
  const { product, noScript } = PAGE_WORDS.en;
  return htmlDocument({
    title: FLEET_WORDS.en.title,
    language: 'en',
    policy: FLEET_POLICY,
    body: markup`<main><h1>${product}</h1><noscript><p class="note">${noScript}</p></noscript></main>`,
    data: scriptJson(null),
    script: FLEET_SCRIPT,
  });
}
