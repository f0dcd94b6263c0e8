/** The page on which people log in: one document without anything from elsewhere, whose script the policy knows by hash. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const STYLE = readFileSync(new URL('login.css', import.meta.url), 'utf8');
const SCRIPT = readFileSync(new URL('login.js', import.meta.url), 'utf8');

// Blanks around the places count for the hashes.
export const LOGIN_PAGE = readFileSync(new URL('login.html', import.meta.url), 'utf8')
  .replace(/\s*\/\* style \*\/\s*/, () => STYLE)
  .replace(/\s*\/\* script \*\/\s*/, () => SCRIPT);

export const LOGIN_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
