import { describe } from 'vitest';
import { describeNights } from './support/nights.suite.ts';
import { nights } from './support/nights.ts';

describe('night after night, with a file', () => {
  describeNights(nights((folder) => ({ type: 'file', path: folder })));
});
