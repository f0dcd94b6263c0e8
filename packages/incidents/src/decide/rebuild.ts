/** Computes what is remembered of an outage anew from its alerts. */
import { emptyOutage } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import type { Episode } from '../grouping/episode.ts';
import type { Draft } from './draft.ts';

/** @param episodes - all that it is to consist of from now on */
export function rebuild(draft: Draft, outage: Outage, episodes: readonly Episode[] = draft.episodesOf(outage)): void {
  draft.unlist(outage);
  const { incident, pending } = outage;
  const fingerprints = [...new Set(episodes.map(({ alert }) => alert.fingerprint))];
  Object.assign(outage, emptyOutage(incident), { pending, fingerprints });
  draft.put(outage);
  for (const episode of episodes) draft.join(outage, episode);
}
