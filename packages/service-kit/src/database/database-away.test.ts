import { expect, it } from 'vitest';

import { isDatabaseAway } from './database-away.ts';

it.each([
  ['57P01', 'terminating connection due to administrator command'],
  ['57P03', 'the database system is starting up'],
  ['08006', 'connection failure'],
  ['53300', 'sorry, too many clients already'],
  ['ECONNRESET', 'read ECONNRESET'],
  ['', 'Connection terminated unexpectedly'],
  ['', 'timeout exceeded when trying to connect'],
])('takes %s "%s" for an absent database', (code, message) => {
  expect(isDatabaseAway(Object.assign(new Error(message), code === '' ? {} : { code }))).toBe(true);
});

it.each(['23505', '42P01', '57014', 'ENOENT'])('takes %s for a mistake of our own', (code) => {
  expect(isDatabaseAway(Object.assign(new Error('x'), { code }))).toBe(false);
});

it('takes any failure to connect for an absent database', () => {
  expect(isDatabaseAway(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'connect' }))).toBe(true);
});
