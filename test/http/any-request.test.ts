import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { drifted } from './support/fleets.ts';
import { answered, httpPlace, TOKEN } from './support/place.ts';
import { anyRequest, expectProper } from './support/requests.ts';

const folder = temporaryFolder();
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(drifted());
});
afterAll(() => fleet.close());

it('gives every request a proper answer, and none a word of the inside', async () => {
  const place = await httpPlace(fleet, `${folder}/any`, { held: true });
  const inside = [TOKEN, folder, ...fleet.secrets()];
  const statuses = new Set<number>();

  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ method, path, query, headers, body }) => {
      const url = `http://preflight.test${path}?${new URLSearchParams(query)}`;
      const hasBody = body !== undefined && !/^(?:get|head)$/i.test(method);

      const response = await place.fetch(new Request(url, { method, headers, ...(hasBody && { body }) }));

      const answer = await answered(response);
      statuses.add(answer.status);
      expectProper(answer, method, inside);
    }),
    { numRuns: 1_500 },
  );

  expect(place.troubles).toEqual([]);
  // What is generated gets to where it matters.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 202, 400, 401, 404, 405, 413, 415]));
});
