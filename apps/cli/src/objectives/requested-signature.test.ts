import { expect, test } from 'vitest';
import { requestedSignature } from './requested-signature.ts';

const args = ['portal/errors'];

test('who signs says so, and may say why', () => {
  expect(requestedSignature({ args, options: {} })).toBeUndefined();
  expect(requestedSignature({ args, options: { signOff: true, by: 'Ada' } })).toEqual({ by: 'Ada', note: '' });
  const options = { signOff: true, by: 'Ada', note: 'as agreed' };
  expect(requestedSignature({ args, options })).toEqual({ by: 'Ada', note: 'as agreed' });
});

test.for([
  [args, { by: 'Ada' }, /belong to --sign-off/],
  [args, { note: 'why' }, /belong to --sign-off/],
  [args, { signOff: true }, /needs --by/],
  [args, { signOff: true, by: ' ' }, /needs --by/],
  [[], { signOff: true, by: 'Ada' }, /takes one objective/],
] as const)('%j with %j is refused', ([names, options, message]) => {
  expect(() => requestedSignature({ args: names, options })).toThrow(message);
});
