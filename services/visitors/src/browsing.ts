/** A visitor's browser, as far as pages and forms need one: a cookie, a hidden field, redirects that are not followed. */
import { DECLARED_LOAD_HEADER } from '@nines/service-kit';
import { request } from 'undici';

/** What a visitor can do. Both reject where the site answers with an error or not at all. */
export interface Browsing {
  /** Loads a page and gives its text. */
  view(path: string): Promise<string>;
  /** Fills in the form of a page and sends it. */
  submit(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<void>;
}

/** What a visitor is made of. */
export interface BrowsingOptions {
  /** Origin of the portal. */
  readonly url: string;
  /** The mark for a request that is made now. */
  readonly mark: () => string;
  readonly signal: AbortSignal;
}

/** The longest that a visitor waits, ms. */
const PATIENCE_MS = 15_000;

/** A visitor who has not been here before. */
export function createBrowsing({ url, mark, signal }: BrowsingOptions): Browsing {
  let cookie = '';
  const exchange = async (path: string, body?: string): Promise<string> => {
    const answer = await request(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        [DECLARED_LOAD_HEADER]: mark(),
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body: body ?? null,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const set = answer.headers['set-cookie'];
    const first = Array.isArray(set) ? set[0] : set;
    if (first !== undefined) cookie = first.replace(/;.*$/s, '');
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path} answered ${answer.statusCode}`);
    return text;
  };
  return {
    view: exchange,
    submit: async (page, action, fields) => {
      const csrf = /name="csrf"\s+value="([^"]+)"/.exec(await exchange(page))?.[1] ?? '';
      await exchange(action, new URLSearchParams({ csrf, ...fields }).toString());
    },
  };
}
