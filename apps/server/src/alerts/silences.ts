/** What nobody is to be told of for a while, which Alertmanager keeps. */
import type { Silence, SilenceRequest } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { z } from 'zod';
import { callLoopback, callLoopbackJson } from '../loopback/loopback-client.ts';

export interface SilencesOptions {
  /** Of Alertmanager; undefined where it does not run. */
  readonly port: () => number | undefined;
  readonly clock: Clock;
}

const PATH = '/api/v2/silences';

/** @see Alertmanager API v2, `gettableSilence` */
const keptSchema = z.array(
  z.object({
    id: z.string(),
    status: z.object({ state: z.enum(['pending', 'active', 'expired']) }),
    matchers: z.array(
      z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().default(true) }),
    ),
    startsAt: z.string(),
    endsAt: z.string(),
    createdBy: z.string(),
    comment: z.string(),
  }),
);

const createdSchema = z.object({ silenceID: z.string() });

/** All methods reject with `API_UNAVAILABLE` or `SERVER_PART_AWAY` where Alertmanager is away. */
export class Silences {
  readonly #options: SilencesOptions;

  constructor(options: SilencesOptions) {
    this.#options = options;
  }

  /** The last to end first, without those that are over. */
  async list(signal: AbortSignal): Promise<readonly Silence[]> {
    const kept = keptSchema.parse(await callLoopbackJson({ port: this.#port(), path: PATH, signal }));
    return kept
      .map(({ createdBy, endsAt, startsAt, status, ...silence }) => ({
        ...silence,
        state: status.state,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
        by: createdBy,
      }))
      .filter(({ state }) => state !== 'expired')
      .toSorted((one, other) => Date.parse(other.endsAt) - Date.parse(one.endsAt));
  }

  /**
   * @param request - with `startsAt` where it does not begin now; what lies in the past is now for Alertmanager, and its
   *   duration counts from there all the same
   * @returns its id
   * @throws NinesError `API_BAD_REQUEST` where Alertmanager does not take it, with its reason
   */
  async create(
    request: SilenceRequest & { readonly by: string; readonly startsAt?: string },
    signal: AbortSignal,
  ): Promise<string> {
    const { by, comment, durationSeconds, matchers, startsAt } = request;
    const startMs = startsAt === undefined ? this.#options.clock.now() : Date.parse(startsAt);
    const body = {
      matchers,
      startsAt: new Date(startMs).toISOString(),
      endsAt: new Date(Math.round(startMs + durationSeconds * 1_000)).toISOString(),
      createdBy: by,
      comment,
    };
    const { status, text } = await callLoopback({ port: this.#port(), path: PATH, method: 'POST', body, signal });
    if (status === 400) throw new NinesError('API_BAD_REQUEST', `Alertmanager does not take it: ${text.trim()}`);
    if (status !== 200) throw refused(status);
    return createdSchema.parse(JSON.parse(text)).silenceID;
  }

  /** @throws NinesError `API_NOT_FOUND` where there is none of that id, or it is over */
  async expire(id: string, signal: AbortSignal): Promise<void> {
    const path = `/api/v2/silence/${encodeURIComponent(id)}`;
    const isThere = (await this.list(signal)).some((silence) => silence.id === id);
    if (!isThere) throw new NinesError('API_NOT_FOUND', `there is no silence ${id} that lasts`);
    const { status } = await callLoopback({ port: this.#port(), path, method: 'DELETE', signal });
    if (status !== 200) throw refused(status);
  }

  #port(): number {
    const port = this.#options.port();
    if (port !== undefined) return port;
    throw new NinesError('API_UNAVAILABLE', 'Alertmanager does not run here');
  }
}

function refused(status: number): NinesError {
  return new NinesError('SERVER_PART_REFUSED', `Alertmanager answered ${status}`, { details: { status } });
}
