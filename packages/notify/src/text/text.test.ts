import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileText } from '../testing/sample-notification.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { cutText, inSlackJson, inUnits } from './cut-text.ts';
import { escapeForSlack } from './escape-text.ts';
import { webLink } from './web-link.ts';

test('clean text is well-formed, without control characters, and clean already', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const clean = cleanText(text);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\n\n\n/u);
      expect(cleanText(clean)).toBe(clean);
      expect(cleanLine(text)).not.toMatch(/[\n\t]/u);
    }),
  );
});

test('cut text is as long as allowed at most, whole characters of the beginning', () => {
  fc.assert(
    fc.property(hostileText.map(cleanText), fc.integer({ min: 1, max: 3_000 }), (text, most) => {
      const cut = cutText(text, most);
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(cut.isWellFormed()).toBe(true);
      if (cut !== text) expect(text.startsWith(cut.slice(0, -1)) && cut.endsWith('…')).toBe(true);
      else expect(text.length).toBeLessThanOrEqual(most);
    }),
  );
});

test('what is cut by the length of its escaped form is as long when it is escaped', () => {
  fc.assert(
    fc.property(hostileText.map(cleanText), fc.integer({ min: 1, max: 3_000 }), (text, most) => {
      const cut = cutText(text, most, inSlackJson);
      expect(JSON.stringify(escapeForSlack(cut)).length - 2).toBeLessThanOrEqual(most);
    }),
  );
});

test('cuts between characters, and leaves no joiner at the end', () => {
  expect(cutText('a😀b', 3)).toBe('a…');
  expect(cutText('a😀', 3)).toBe('a😀');
  expect(cutText('👨\u200D👩 and so on', 4, inUnits)).toBe('👨…');
});

test('makes links of web addresses alone', () => {
  expect(webLink('Runbook', 'https://example.com/a?b=c&d=e')).toEqual({
    title: 'Runbook',
    url: 'https://example.com/a?b=c&d=e',
  });
  expect(webLink(' ', "https://example.com/a|b'c")?.url).toBe('https://example.com/a%7Cb%27c');
  const none = [null, '', 'javascript:alert(1)', 'file:///etc/passwd', '/x', 'https://a:b@example.com', 'https://'];
  for (const url of none) expect(webLink('x', url)).toBeUndefined();
  expect(webLink('x', `https://example.com/${'a'.repeat(500)}`)).toBeUndefined();
});
