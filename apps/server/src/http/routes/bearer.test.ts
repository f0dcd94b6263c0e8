import { expect, it } from 'vitest';
import { requireBearer } from './bearer.ts';

it.each([
  ['Bearer right', 'right'],
  ['bearer right', 'right'],
])('lets in who shows the token: %j', (authorization, token) => {
  expect(() => requireBearer(authorization, token, 'a test')).not.toThrow();
});

it.each([
  [undefined, 'right'],
  ['Bearer wrong', 'right'],
  ['right', 'right'],
  [undefined, ''],
  ['Bearer ', ''],
])('lets in nobody else: %j', (authorization, token) => {
  expect(() => requireBearer(authorization, token, 'a test')).toThrow('this needs a bearer token: that of a test');
});
