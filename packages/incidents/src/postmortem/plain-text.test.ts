import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoded, linked, plain } from './plain-text.ts';

describe('text of others', () => {
  it.each([
    ['[click](http://evil.example)', String.raw`\[click\]\(http\://evil.example\)`],
    ['![x](y)', String.raw`\!\[x\]\(y\)`],
    ['<script>alert(1)</script>', String.raw`&lt;script&gt;alert\(1\)&lt;/script&gt;`],
    ['a | b', String.raw`a \| b`],
    ['one\ntwo\u2028three', 'one two three'],
    ['www.evil.example', String.raw`www\.evil.example`],
    ['mailto:a', String.raw`mailto\:a`],
    ['at 10:30: done', 'at 10:30: done'],
    ['- item', String.raw`\- item`],
    ['1. item', String.raw`1\. item`],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['ask @ana', 'ask @\u2060ana'],
    ['a\u202Eb\u0000c', 'abc'],
    ['postgres has had no ready instance for 1.0 s', 'postgres has had no ready instance for 1.0 s'],
  ])('%j stays text', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('is in one line and has no character that begins a link, an image, HTML or a cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = plain(text);
        expect(escaped).not.toMatch(/[\n\r<>]|(?<!\\)(?:\\\\)*[[\]|`]/);
        expect(escaped).not.toMatch(/(?:https?|ftp|mailto|xmpp):\S/i);
      }),
    );
  });
});

describe('a link', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', 'not a link', '//evil.example', 'file:///etc/passwd'])(
    'is not made of %j',
    (url) => {
      expect(linked('title', url)).toBe('title');
    },
  );

  it('leads to the web alone, and cannot be left', () => {
    expect(linked('a]', 'https://wiki.example/a b)>c|d')).toBe(
      String.raw`[a\]](<https://wiki.example/a%20b)%3Ec%7Cd>)`,
    );
  });
});

it('parts of a path cannot leave it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(encoded(text)).toMatch(/^[A-Za-z0-9%_.~-]*$/);
    }),
  );
});
