import { expect, test } from 'vitest';
import { describeUrl, withoutCredentials } from './without-credentials.ts';

test.each([
  ['connect to http://ana:s3cret@proxy:3128 failed', 'connect to http://proxy:3128 failed'],
  ['http://ana:s3c@ret@proxy/x and https://:token@b.test/', 'http://proxy/x and https://b.test/'],
  ['write to ana@example.test', 'write to ana@example.test'],
  ['https://github.com/prometheus', 'https://github.com/prometheus'],
])('%j is shown as %j', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});

test('a URL is shown without credentials, query and fragment', () => {
  expect(describeUrl(new URL('https://u:p@mirror.test:81/a/b?token=1#c'))).toBe('https://mirror.test:81/a/b');
});
