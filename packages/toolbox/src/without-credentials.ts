/** Text of foreign programs and URLs of users, made fit to be shown. */

/** Takes user names and passwords out of every URL in a text. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)\S*@/gi, '$1');
}

/** A URL without what may be secret in it: credentials, query and fragment. */
export function describeUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
