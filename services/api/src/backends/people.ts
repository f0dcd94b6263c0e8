/** What pages show of people, from two services, neither of which the page depends on. */
import { Problem } from '@nines/service-kit';
import type { Caller } from '@nines/service-kit/tokens';
import { z } from 'zod';

import { type Photo, photoSchema } from '../model.ts';
import type { ServiceClient } from './service-client.ts';

/** A person as far as known: texts are empty and the photo is null where nothing is, or while nobody can say. */
export interface Person {
  readonly name: string;
  readonly headline: string;
  readonly location: string;
  readonly photo: Photo | null;
}

export interface PeopleOptions {
  readonly auth: Pick<ServiceClient, 'call'>;
  readonly images: Pick<ServiceClient, 'call'>;
}

/** Look-ups that succeed whether or not the services behind them are there. */
export interface People {
  /** The caller's own photo. */
  ownPhoto(caller: Caller): Promise<Photo | null>;
  /** A person for each of at most 100 ids. */
  byId(caller: Caller, ids: readonly string[]): Promise<(id: string) => Person>;
}

const UNKNOWN = { name: '', headline: '', location: '' };

/** Decoration may cost this much, ms, and no more. */
const LOOKUP_TIMEOUT_MS = 1_500;

const cardsSchema = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string(), headline: z.string(), location: z.string() })),
});
const photosSchema = z.object({ data: z.array(photoSchema.extend({ userId: z.string() })) });

/** Makes the look-ups. */
export function createPeople({ auth, images }: PeopleOptions): People {
  const cards = async (caller: Caller, ids: readonly string[]) => {
    const found = await optional(auth.call(caller, lookup('/profiles/lookup', ids), cardsSchema));
    return new Map(found?.data.map(({ id, ...card }) => [id, card]));
  };
  const photos = async (caller: Caller, ids: readonly string[]) => {
    const found = await optional(images.call(caller, lookup('/photos/lookup', ids), photosSchema));
    return new Map(found?.data.map(({ userId, ...photo }) => [userId, photo]));
  };
  return {
    ownPhoto: async (caller) => (await photos(caller, [caller.userId])).get(caller.userId) ?? null,
    byId: async (caller, ids) => {
      const [cardOf, photoOf] = await Promise.all([cards(caller, ids), photos(caller, ids)]);
      return (id) => ({ ...(cardOf.get(id) ?? UNKNOWN), photo: photoOf.get(id) ?? null });
    },
  };
}

function lookup(path: string, ids: readonly string[]) {
  return { method: 'POST', path, json: { ids }, timeoutMs: LOOKUP_TIMEOUT_MS } as const;
}

/** The result, or null where the backend that would give it does not serve. */
async function optional<TResult>(result: Promise<TResult>): Promise<TResult | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Problem && error.code.startsWith('BACKEND_')) return null;
    throw error;
  }
}
