import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

const HOOK = 'htp:/hooks.slack.example/services/T0/B0/abc def';

describe('what a tool says', () => {
  it.each([
    [`unsupported scheme for ${HOOK}`, 'unsupported scheme for ***'],
    [`parse "${HOOK}": invalid URL`, 'parse "***": invalid URL'],
    ['invalid host "services/T0/B0"', 'invalid host "***"'],
    ['cannot unmarshal !!str `htp:/ho...` into URL', 'cannot unmarshal !!str `***` into URL'],
    ['field "url" is missing', 'field "url" is missing'],
  ])('%s', (said, told) => {
    expect(redact(said, [HOOK, ''])).toBe(told);
  });

  it('never has a secret in it, nor one that begins like another', () => {
    const text = fc.string();
    fc.assert(
      fc.property(
        text,
        fc.string({ minLength: 4 }).filter((secret) => !'***'.includes(secret)),
        text,
        (one, secret, other) => {
          fc.pre(!one.includes(secret) && !other.includes(secret) && !/[*]/.test(secret));
          expect(redact(`${one}${secret}${other}`, [secret.slice(0, 2), secret])).not.toContain(secret);
        },
      ),
    );
  });
});
