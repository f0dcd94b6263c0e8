/** Mail as it goes over the wire: whether it keeps to the form, and what it says. */

/** A mail, read. */
export interface MailParts {
  /** Unfolded and decoded, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded; empty where the mail has no such part. */
  readonly text: string;
  readonly html: string;
}

const ONCE = ['from', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id', 'in-reply-to', 'references'];

/**
 * What is wrong with a mail; undefined where nothing is.
 *
 * @see RFC 5322, 2.1.1 "Line Length Limits", 2.2 "Header Fields", 3.6 "Field Definitions" (each at most once)
 */
export function mailFormError(raw: string): string | undefined {
  if (raw.split('\r\n').some((line) => line.length > 998)) return 'a line is too long';
  if (/[\r\n\0]/u.test(raw.replaceAll('\r\n', ''))) return 'a bare line end or a NUL';
  const head = raw.split('\r\n\r\n', 1)[0] ?? '';
  if (!/^[\t\r\n -~]*$/u.test(head)) return 'a header is not ASCII';
  const names = head
    .split('\r\n')
    .filter((line) => !/^[ \t]/u.test(line))
    .map((line) => /^([!-9;-~]+):/u.exec(line)?.[1]?.toLowerCase());
  if (names.includes(undefined)) return 'a header line without name';
  const twice = ONCE.find((name) => names.filter((other) => other === name).length > 1);
  if (twice !== undefined) return `header "${twice}" is there twice`;
  return ['from', 'date', 'message-id'].every((name) => names.includes(name)) ? undefined : 'a header is missing';
}

/** @see RFC 2045, RFC 2046, as far as nodemailer makes use of them */
export function readMail(raw: string): MailParts {
  const split = raw.indexOf('\r\n\r\n');
  const headers = headersOf(split === -1 ? raw : raw.slice(0, split));
  const body = split === -1 ? '' : raw.slice(split + 4);
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/u.exec(type)?.[1];
  if (boundary !== undefined) {
    const parts = body
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => readMail(part.replace(/^\r\n/u, '').replace(/\r\n$/u, '')));
    const found = (name: 'text' | 'html'): string => parts.map((part) => part[name]).find((text) => text !== '') ?? '';
    return { headers, text: found('text'), html: found('html') };
  }
  const decoded = decode(body, headers.get('content-transfer-encoding') ?? '7bit');
  return type.startsWith('text/html') ? { headers, text: '', html: decoded } : { headers, text: decoded, html: '' };
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = head.replaceAll(/\r\n(?=[ \t])/gu, '').split('\r\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), decodedWords(line.slice(colon + 1).trim())];
    }),
  );
}

/** @see RFC 2047, "Encoded-Words" */
function decodedWords(text: string): string {
  return text.replaceAll(/\?=\s+=\?/gu, '?==?').replaceAll(/((?:=\?utf-8\?[bq]\?[^?]*\?=)+)/giu, (words) => {
    const bytes = [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/giu)].map(([, encoding, value = '']) =>
      encoding?.toLowerCase() === 'b'
        ? Buffer.from(value, 'base64')
        : Buffer.from(quotedBytes(value.replaceAll('_', ' ')), 'latin1'),
    );
    return Buffer.concat(bytes).toString('utf8');
  });
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') {
    return Buffer.from(quotedBytes(body.replaceAll(/=\r\n/gu, '')), 'latin1').toString('utf8');
  }
  return Buffer.from(body, 'latin1').toString('utf8');
}

function quotedBytes(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
