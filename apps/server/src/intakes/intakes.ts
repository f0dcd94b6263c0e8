/** Doors for the alerts of other systems: what is posted is mapped to alerts as the catalog says. */
import { createHash } from 'node:crypto';
import type { Catalog, Intake } from '@nines/catalog';
import { mapDocument } from '@nines/incidents';
import type { IntakeFault, MappedAlert, ReportedAlert } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { Desk } from '../incidents/desk.ts';

export interface IntakesOptions {
  readonly desk: Pick<Desk, 'firingLike' | 'takeAlerts'>;
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
   * Takes in a document; resolves when its alerts are kept.
   *
   * @returns how many alerts it held
   * @throws NinesError `API_NOT_FOUND`; `INTAKE_UNUSABLE` with all faults; `SERVER_BUSY`, `STORE_UNREACHABLE`
   */
  async takeDocument(name: string, document: unknown): Promise<number> {
    const { desk, onTaken } = this.#options;
    const { alerts, faults } = mapDocument(this.intake(name), document, sha256);
    if (faults.length > 0) throw unusable(name, faults);
    const firing = await desk.firingLike(alerts);
    const since = new Map(firing.map(({ fingerprint, startsAt }) => [fingerprint, startsAt]));
    const now = new Date(this.#options.clock.now()).toISOString();
    await desk.takeAlerts(alerts.flatMap((alert) => this.#report(alert, since.get(alert.fingerprint), now)));
    onTaken(alerts.length);
    return alerts.length;
  }

  /** What says no time began when it was told first; that something is over which does not fire is no news. */
  #report({ isFiring, ...alert }: MappedAlert, since: string | undefined, now: string): readonly ReportedAlert[] {
    const startsAt = alert.startsAt ?? since ?? (isFiring ? now : undefined);
    if (startsAt === undefined) return [];
    const labels = { ...this.#placeOf(alert.labels['service']), ...alert.labels };
    const endsAt = isFiring ? null : (alert.endsAt ?? now);
    return [{ ...alert, labels, startsAt, endsAt, status: isFiring ? 'firing' : 'resolved' }];
  }

  #placeOf(service: string | undefined): Readonly<Record<string, string>> {
    const place = this.#options.catalog()?.services.find(({ name }) => name === service);
    const scope = { scope: 'application' };
    return place === undefined ? scope : { ...scope, owner: place.owner ?? 'none', tier: String(place.tier) };
  }
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
