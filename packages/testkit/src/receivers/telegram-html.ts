/**
 * Telegram's HTML: the text that remains after parsing and what is marked in it, or why it cannot be parsed.
 *
 * @see Telegram Bot API, "Formatting options", "HTML style"
 */

export interface TelegramEntity {
  readonly type: string;
  readonly text: string;
  readonly url?: string;
}

export type TelegramText =
  { readonly text: string; readonly entities: readonly TelegramEntity[] } | { readonly error: string };

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface Open {
  readonly tag: string;
  readonly from: number;
  readonly url: string | undefined;
}

/** Reads it as the Bot API server does. */
export function readTelegramHtml(html: string): TelegramText {
  const open: Open[] = [];
  const entities: TelegramEntity[] = [];
  let text = '';
  const fail = (why: string, offset: number): TelegramText => ({
    error: `Bad Request: can't parse entities: ${why} at byte offset ${Buffer.byteLength(html.slice(0, offset))}`,
  });
  for (let at = 0; at < html.length;) {
    const rest = html.slice(at, at + 4_200);
    if (rest.startsWith('&')) {
      const [whole, character] = entityAt(rest);
      text += character;
      at += whole;
    } else if (rest.startsWith('</')) {
      const match = /^<\/([a-zA-Z0-9-]*)\s*>/u.exec(rest);
      const last = open.pop();
      if (match === null) return fail('Unclosed end tag', at);
      if (last === undefined) return fail('Unexpected end tag', at);
      if (match[1] !== '' && match[1]?.toLowerCase() !== last.tag) {
        return fail(`Unmatched end tag, expected "</${last.tag}>", found "</${match[1] ?? ''}>"`, at);
      }
      entities.push({
        type: TAGS[last.tag] ?? last.tag,
        text: text.slice(last.from),
        ...(last.url !== undefined && { url: last.url }),
      });
      at += match[0].length;
    } else if (rest.startsWith('<')) {
      const match = /^<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:=(?:"[^"]*"|'[^']*'|[a-zA-Z0-9.-]+))?)*)\s*>/u.exec(
        rest,
      );
      const name = /^<([^\s>]*)/u.exec(rest)?.[1] ?? '';
      if (TAGS[name.toLowerCase()] === undefined) return fail(`Unsupported start tag "${name}"`, at);
      if (match === null) return fail('Unclosed start tag', at);
      const url = /\shref=(?:"([^"]*)"|'([^']*)')/u.exec(match[2] ?? '');
      open.push({
        tag: name.toLowerCase(),
        from: text.length,
        url: url === null ? undefined : unescaped(url[1] ?? url[2] ?? ''),
      });
      at += match[0].length;
    } else {
      text += rest.charAt(0);
      at += 1;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) return fail(`Can't find end tag corresponding to start tag "${left.tag}"`, html.length);
  return { text, entities };
}

/** How long the entity is and what it stands for; an ampersand that begins none stands for itself. */
function entityAt(rest: string): readonly [number, string] {
  const match = /^&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,5}));?/u.exec(rest);
  if (match === null) return [1, '&'];
  const [whole, decimal, hexadecimal, name] = match;
  const character =
    name === undefined
      ? codePoint(Number.parseInt(decimal ?? hexadecimal ?? '', decimal === undefined ? 16 : 10))
      : NAMED[name];
  return character === undefined ? [1, '&'] : [whole.length, character];
}

function codePoint(code: number): string | undefined {
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

function unescaped(text: string): string {
  return text.replaceAll(/&(lt|gt|amp|quot);/gu, (_, name: string) => NAMED[name] ?? '');
}
