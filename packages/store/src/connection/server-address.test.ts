import { expect, it } from 'vitest';

import { readServerAddress } from './server-address.ts';

it.each([
  ['postgres://nines:secret@db.example.test:6432/state', 'nines@db.example.test:6432/state'],
  ['postgresql://nines@db.example.test/state?sslmode=no-verify', 'nines@db.example.test:5432/state'],
  ['postgres://nines:se%40cr%2Fet@[::1]/state', 'nines@::1:5432/state'],
  ['postgres://nines:se@cret@localhost/state', 'nines@localhost:5432/state'],
  ['postgres://nines@%2Frun%2Fpostgresql/state', 'nines@/run/postgresql:5432/state'],
  ['postgres://nines:secret@/state?host=/run/postgresql', 'nines@/run/postgresql:5432/state'],
  ['postgres://nines@localhost', 'nines@localhost:5432/nines'],
])('speaks of %s without its password', (url, name) => {
  expect(readServerAddress(url)).toMatchObject({ url, name });
});
