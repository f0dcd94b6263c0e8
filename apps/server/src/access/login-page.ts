/** The page on which people log in: one document without anything from elsewhere, whose script the policy knows by hash. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const STYLE = read('login.css');
const SCRIPT = read('login.js');

export const LOGIN_PAGE = read('login.html')
  .replace('/* style */', () => STYLE)
  .replace('/* script */', () => SCRIPT);

export const LOGIN_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
