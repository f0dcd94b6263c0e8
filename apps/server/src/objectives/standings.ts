/** What is remembered of objectives, in step with the database, where another server may write as well. */
import { objectiveId } from '@nines/slo/budgets';
import type { ObjectiveStore } from '@nines/store';
import { eventsOf, readStanding } from './standing.ts';
import type { ObjectiveName, RememberedStanding, StandingChange } from './standing.ts';

export interface StandingObjective {
  readonly objective: ObjectiveName;
  readonly standing: RememberedStanding;
}

interface Remembered {
  readonly objective: ObjectiveName;
  /** As it is stored, also where it is not understood. */
  readonly state: unknown;
}

export class Standings {
  #remembered: ReadonlyMap<string, Remembered> | undefined;

  /** Undefined where nothing is remembered, or nobody knows. */
  of(objective: ObjectiveName): RememberedStanding | undefined {
    return readStanding(this.#remembered?.get(objectiveId(objective))?.state);
  }

  /** Reads them where they are not known. Rejects where the database is away. */
  async load(store: Pick<ObjectiveStore, 'states'>): Promise<void> {
    if (this.#remembered !== undefined) return;
    const states = await store.states();
    const all = states.map(({ service, slo, state }) => ({ objective: { service, name: slo }, state }));
    this.#remembered = new Map(all.map((each) => [objectiveId(each.objective), each]));
  }

  /**
   * Keeps a change together with the events that explain it. Where somebody else was first, which is false, or nobody
   * knows whether it succeeded, all have to be loaded anew, and decided anew.
   */
  async change(store: Pick<ObjectiveStore, 'changeState'>, change: StandingChange): Promise<boolean> {
    const remembered = this.#remembered;
    const { objective, after } = change;
    const id = objectiveId(objective);
    const from = remembered?.get(id)?.state ?? null;
    const key = { service: objective.service, slo: objective.name };
    this.#remembered = undefined;
    const isKept = await store.changeState({ ...key, from, to: after }, eventsOf(change));
    if (isKept) this.#remembered = new Map(remembered).set(id, { objective, state: after });
    return isKept;
  }

  /** Those for which something is frozen though they are not in `present`. */
  leftFrozen(present: readonly ObjectiveName[]): readonly StandingObjective[] {
    const ids = new Set(present.map(objectiveId));
    return [...(this.#remembered?.values() ?? [])].flatMap(({ objective, state }) => {
      const standing = ids.has(objectiveId(objective)) ? undefined : readStanding(state);
      return standing === undefined || standing.frozen.length === 0 ? [] : [{ objective, standing }];
    });
  }
}
