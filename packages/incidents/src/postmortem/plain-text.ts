/**
 * Text of others as Markdown that stays text: alerts, notes and names come from anywhere, and a draft is read where a
 * link, an image or HTML would do something.
 *
 * @see CommonMark 0.31.2, sections 2.4 "Backslash escapes" and 2.5 "Entity and numeric character references"
 * @see GitHub Flavored Markdown Spec, section 6.9 "Autolinks (extension)"
 */

/** Keeps `name@host` and `@name` from becoming a link or calling somebody: no escape does. It takes no room. */
const WORD_JOINER = '\u2060';

/** C0 and C1 controls, and what turns the direction of text. Blanks of all kinds are one blank each. */
const INVISIBLE = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** In one line, without meaning in Markdown or HTML, also in a cell of a table. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(INVISIBLE, '')
    .trim()
    .replaceAll(/[\\`*_{}[\]()#|~$!]/g, String.raw`\$&`)
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(/(?<=[a-z]):(?=\S)/gi, String.raw`\:`)
    .replaceAll(/(?<=www)\.|^[-+=]|(?<=^\d+)[.]/gi, String.raw`\$&`)
    .replaceAll('@', `@${WORD_JOINER}`);
}

/** A link where `url` is one of the web, and its text where it is not. */
export function linked(text: string, url: string): string {
  const target = webTarget(url);
  return target === undefined ? plain(text) : `[${plain(text)}](<${target}>)`;
}

/** A link to what the server answers at `path`, which begins with a slash. */
export function evidence(text: string, path: string): string {
  return `[${plain(text)}](${path})`;
}

/** `path` with `value` as one segment or parameter of it. */
export function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

function webTarget(url: string): string | undefined {
  const parsed = URL.parse(url.trim());
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  return parsed.href.replaceAll(/[<>\\\s|`]/g, encodeURIComponent);
}

/** Every row has as many cells as `head`. Cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
