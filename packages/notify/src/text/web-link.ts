/** Links that may be shown: to web pages, without a password in them, of a length that every channel takes. */
import { cleanLine } from './clean-text.ts';
import { cutText } from './cut-text.ts';

export interface WebLink {
  readonly title: string;
  /** Without characters that end a link anywhere: blanks, quotes, angle brackets, bars. */
  readonly url: string;
}

const LONGEST_URL = 400;
const LONGEST_TITLE = 60;

/** Undefined where it is none. */
export function webLink(title: string, url: string | null): WebLink | undefined {
  if (url === null || url.length > LONGEST_URL || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || username !== '' || password !== '') return undefined;
  const encoded = href.replaceAll(/[\s"'<>|\\^`{}]/gu, (character) =>
    encodeURIComponent(character).replace("'", '%27'),
  );
  if (encoded.length > LONGEST_URL) return undefined;
  return { title: cutText(cleanLine(title), LONGEST_TITLE) || 'Link', url: encoded };
}
