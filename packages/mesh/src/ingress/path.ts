/** Paths as the most lenient server behind us could understand them, so that none can be talked past the ingress. */

const MAX_DECODINGS = 8;
const ESCAPE = /%([0-9a-f]{2})/gi;
const SUSPICIOUS = /[%\\;]|\/\/|\/\.|[A-Z]|\/$/;

/**
 * The path of a target in canonical form: percent-decoded until nothing changes, backslashes as slashes, path
 * parameters and empty and dot segments removed, lower case, without a slash at the end.
 *
 * @param target origin form
 * @returns undefined where no sense can be made of it: control characters, climbing above the root, endless escapes
 */
export function canonicalPath(target: string): string | undefined {
  const path = pathOf(target);
  if (!SUSPICIOUS.test(path)) return path;
  const decoded = decodeFully(path);
  if (decoded === undefined || hasControl(decoded)) return undefined;
  return withoutDotSegments(decoded.replaceAll('\\', '/'))?.toLowerCase();
}

/** The target without its query. */
function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** Whether `path` is `prefix` or lies below it; `/` is the prefix of everything. Both in canonical form. */
export function isUnder(path: string, prefix: string): boolean {
  if (prefix === '/') return true;
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}

/** Escapes that are none stay as they are; octets stand for themselves, whatever encoding they belong to. */
function decodeFully(path: string): string | undefined {
  let current = path;
  for (let round = 0; round < MAX_DECODINGS; round += 1) {
    const decoded = current.replace(ESCAPE, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
    if (decoded === current) return current;
    current = decoded;
  }
  return undefined;
}

function withoutDotSegments(path: string): string | undefined {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    const name = segment.split(';', 1)[0] ?? '';
    if (name === '' || name === '.') continue;
    if (name !== '..') kept.push(name);
    else if (kept.pop() === undefined) return undefined;
  }
  return `/${kept.join('/')}`;
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
