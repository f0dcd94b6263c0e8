/** Passwords in URLs, found and hidden. */

/** `scheme://user:password@`; a password that is one reference is no secret, what it stands for is. */
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:)(?!\$\{[^}]*\}@)([^\s/?#@]+)@/gi;
const MASK = '***';

/** Whether a URL in `text` has a password written out. */
export function holdsCredentials(text: string): boolean {
  return maskCredentials(text) !== text;
}

/** The text with `***` for each password in a URL. */
export function maskCredentials(text: string): string {
  return text.replace(CREDENTIALS, (_match, head: string) => `${head}${MASK}@`);
}
