/** Doors for the alerts of other systems: what is posted is mapped to alerts as the catalog says. */
import { createHash } from 'node:crypto';
import type { Catalog, Intake } from '@nines/catalog';
import { mapDocument, reportAlerts } from '@nines/incidents';
import type { IntakeFault, MappedAlert } from '@nines/incidents';
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

/** A document that waits to be taken in. */
interface Posted {
  readonly alerts: readonly MappedAlert[];
  readonly resolve: (value: undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** Faults in one message; the rest is counted. */
const TOLD_FAULTS = 20;

export class Intakes {
  readonly #options: IntakesOptions;
  /** In the order in which they came. */
  #posted: Posted[] = [];
  #isTaking = false;

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
    const { alerts, faults } = mapDocument(this.intake(name), document, sha256);
    if (faults.length > 0) throw unusable(name, faults);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#posted.push({ alerts: alerts.map((alert) => this.#placed(alert)), resolve, reject });
    if (!this.#isTaking) void this.#takePosted();
    await promise;
    this.#options.onTaken(alerts.length);
    return alerts.length;
  }

  /** What was posted while others were taken in is taken in together after them, by what fires then. */
  async #takePosted(): Promise<void> {
    this.#isTaking = true;
    while (this.#posted.length > 0) {
      const documents = this.#posted;
      this.#posted = [];
      await this.#take(documents).catch((error: unknown) => {
        for (const { reject } of documents) reject(error);
      });
    }
    this.#isTaking = false;
  }

  /** @throws NinesError where nothing of it could be kept */
  async #take(documents: readonly Posted[]): Promise<void> {
    const { clock, desk, heldBack } = this.#options;
    const told = documents.map(({ alerts }) => alerts);
    const firing = await desk.firingLike(told.flat());
    const reports = reportAlerts(told, firing, new Date(clock.now()).toISOString());
    const marked = await heldBack.mark(reports.flat(), firing);
    let taken = 0;
    const taking = documents.map(async ({ resolve, reject }, index) => {
      const from = taken;
      taken += reports[index]?.length ?? 0;
      await desk.takeAlerts(marked.slice(from, taken)).then(() => resolve(undefined), reject);
    });
    await Promise.all(taking);
  }

  #placed(alert: MappedAlert): MappedAlert {
    return { ...alert, labels: { ...this.#placeOf(alert.labels['service']), ...alert.labels } };
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
