/** Taking secrets out of what tools say. Pure. */

/** What tools quote of a value that they cannot make sense of; long texts are cut. @see Go, `strconv.Quote`, `net/url` */
const QUOTED = /(["`'])([^"`'\n]{3,}?)(\.\.\.)?\1/g;

/** The text with `***` in the place of every secret, and of every quoted piece of one. */
export function redact(text: string, secrets: Iterable<string>): string {
  const known = [...secrets].filter((secret) => secret !== '').sort((one, other) => other.length - one.length);
  const spelled = known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURI(secret)]);
  const whole = spelled.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return whole.replaceAll(QUOTED, (quoted, quote: string, piece: string) =>
    known.some((secret) => secret.includes(piece)) ? `${quote}***${quote}` : quoted,
  );
}
