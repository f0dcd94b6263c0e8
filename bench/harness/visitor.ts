/** A visitor of the portal, who registers as a browser would and then looks at pages. */
import { Pool } from 'undici';
import type { RequestOutcome } from './open-loop.ts';

/** Pages that one visitor may look at again and again; each leads through api to another service. */
const PAGES = ['/', '/profile', '/cv'];

/** Longer than every deadline on the way, ms. */
const GIVE_UP_MS = 15_000;

export class Visitor {
  readonly #pool: Pool;
  readonly #cookie: string;

  private constructor(pool: Pool, cookie: string) {
    this.#pool = pool;
    this.#cookie = cookie;
  }

  /** @param origin of the portal; @throws Error where it does not let one register */
  static async register(origin: string): Promise<Visitor> {
    const form = await fetch(`${origin}/register`);
    const token = /name="csrf" value="([^"]+)"/.exec(await form.text())?.[1];
    if (token === undefined) throw new Error(`${origin}/register shows no form`);
    const answer = await fetch(`${origin}/register`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookiesOf(form), origin },
      body: new URLSearchParams({
        csrf: token,
        name: 'Load',
        email: `load-${process.pid}-${Date.now()}@example.test`,
        password: 'a password for load',
        role: 'seeker',
      }),
    });
    if (answer.status !== 303) throw new Error(`${origin}/register answered ${answer.status}: ${await answer.text()}`);
    const pool = new Pool(origin, { connections: 512, headersTimeout: GIVE_UP_MS, bodyTimeout: GIVE_UP_MS });
    return new Visitor(pool, cookiesOf(answer));
  }

  /** Looks at one page after the other. Never rejects. */
  async look(index: number): Promise<RequestOutcome> {
    const path = PAGES[index % PAGES.length] ?? '/';
    let hasBegun = false;
    try {
      const { statusCode, body } = await this.#pool.request({ method: 'GET', path, headers: { cookie: this.#cookie } });
      hasBegun = true;
      await body.dump();
      return statusCode === 200 ? { kind: 'ok' } : { kind: 'failed', reason: `${path} ${statusCode}` };
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return { kind: hasBegun ? 'cut' : 'failed', reason };
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .join('; ');
}
