/** Doors for the alerts of other systems: what is posted is mapped to alerts as the catalog says. */
import { createHash } from 'node:crypto';
import type { Catalog, Intake } from '@nines/catalog';
import { mapDocument } from '@nines/incidents';
import type { IntakeFault, MappedAlert, ReportedAlert } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { Desk } from '../incidents/desk.ts';
import type { HeldBack } from './held-back.ts';

export interface IntakesOptions {
  readonly desk: Pick<Desk, 'firingLike' | 'takeAlerts'>;
  readonly heldBack: Pick<HeldBack, 'mark'>;
  readonly catalog: () => Catalog | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly onTaken: (count: number) => void;
}

/** Faults in one message; the rest is counted. */
const TOLD_FAULTS = 20;

export class Intakes {
  readonly #options: IntakesOptions;

  constructor(options: IntakesOptions) {
    this.#options = options;
  }

  /** Of that name. @throws NinesError `API_NOT_FOUND` */
  intake(name: string): Intake {
    const intake = this.#options.catalog()?.incidents.intakes.find((each) => each.name === name);
    if (intake !== undefined) return intake;
    throw new NinesError('API_NOT_FOUND', `there is no intake "${name}" in nines.yaml`);
  }

  /**
   * Takes in a document, but for what a silence holds back; resolves when its alerts are kept.
   *
   * @returns how many alerts it held
   * @throws NinesError `API_NOT_FOUND`; `INTAKE_UNUSABLE` with all faults; `SERVER_BUSY`, `STORE_UNREACHABLE`
   */
  async takeDocument(name: string, document: unknown): Promise<number> {
    const { desk, heldBack, onTaken } = this.#options;
    const { alerts, faults } = mapDocument(this.intake(name), document, sha256);
    if (faults.length > 0) throw unusable(name, faults);
    const firing = await desk.firingLike(alerts);
    const alike = Map.groupBy(firing, ({ fingerprint }) => fingerprint);
    const now = new Date(this.#options.clock.now()).toISOString();
    const reports = alerts.flatMap((alert) => {
      const since = (alike.get(alert.fingerprint) ?? []).map(({ startsAt }) => startsAt);
      return this.#reports(alert, since, now);
    });
    await desk.takeAlerts(await heldBack.mark(reports, firing));
    onTaken(alerts.length);
    return alerts.length;
  }

  /**
   * What fires already goes on since when it does, and its end ends all of it: what a document says its beginning is
   * may be the time of the document. That something is over which does not fire is no news where it says no beginning.
   *
   * @param since - beginnings of what fires
   */
  #reports({ isFiring, ...alert }: MappedAlert, since: readonly string[], now: string): readonly ReportedAlert[] {
    const labels = { ...this.#placeOf(alert.labels['service']), ...alert.labels };
    const endsAt = isFiring ? null : (alert.endsAt ?? now);
    const known = since.filter((startsAt) => !isEarlier(alert, startsAt));
    const unknown = alert.startsAt ?? (isFiring ? now : undefined);
    const starts = known.length > 0 ? known.slice(isFiring ? -1 : 0) : [unknown].filter((each) => each !== undefined);
    const status = isFiring ? 'firing' : 'resolved';
    return starts.map((startsAt) => ({ ...alert, labels, startsAt, endsAt, status }));
  }

  #placeOf(service: string | undefined): Readonly<Record<string, string>> {
    const place = this.#options.catalog()?.services.find(({ name }) => name === service);
    const scope = { scope: 'application' };
    return place === undefined ? scope : { ...scope, owner: place.owner ?? 'none', tier: String(place.tier) };
  }
}

/** Whether it began and ended before that: it is told late. */
function isEarlier({ endsAt, startsAt }: Pick<MappedAlert, 'endsAt' | 'startsAt'>, since: string): boolean {
  return startsAt !== null && endsAt !== null && startsAt < since && endsAt < since;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unusable(name: string, faults: readonly IntakeFault[]): NinesError {
  const told = faults.slice(0, TOLD_FAULTS).map(({ alert, field, message, path }) => {
    const where = path === null ? field : `${field} (at ${path})`;
    return `${alert === null ? '' : `alert ${alert}: `}${where}: ${message}`;
  });
  const more = faults.length > TOLD_FAULTS ? [`and ${faults.length - TOLD_FAULTS} more`] : [];
  return new NinesError('INTAKE_UNUSABLE', `Intake "${name}" cannot take this: ${[...told, ...more].join('; ')}`, {
    details: { intake: name, faults },
  });
}
