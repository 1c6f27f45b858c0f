import { writeFileSync } from 'node:fs';
import { exampleFleet } from './make-example.ts';

// Run with `npm run example` from the project's folder.
writeFileSync('examples/fleet.json', `${JSON.stringify(exampleFleet(), null, 1)}\n`);
