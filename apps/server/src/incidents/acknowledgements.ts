/**
 * Keeps acknowledgements and silences in step: Alertmanager shows who deals with what, and who silences there with a
 * comment that begins with ACK deals with it here.
 */
import { createHash } from 'node:crypto';
import { acknowledgedBySilences, shownAcknowledgements } from '@nines/incidents';
import type { HeldSilence, NewSilence, OpenIncident } from '@nines/incidents';
import { hasCode, messageOf } from '@nines/kernel';
import type { Clock, Incident, TakenAlert } from '@nines/kernel';
import { changedElsewhere } from '../access/audit.ts';
import type { Alertmanager } from '../alerts/alertmanager.ts';
import type { Log } from '../log.ts';
import { pause } from '../patience.ts';
import type { Desk } from './desk.ts';

export interface AcknowledgementsOptions {
  readonly desk: Pick<Desk, 'command' | 'firingNow' | 'incidents' | 'isKnown'>;
  readonly alertmanager: Pick<Alertmanager, 'alerts' | 'exists'>;
  readonly silences: {
    list(signal: AbortSignal): Promise<readonly HeldSilence[]>;
    create(silence: NewSilence, signal: AbortSignal): Promise<string>;
    expire(id: string, signal: AbortSignal): Promise<void>;
  };
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_MS = 5_000;

export class Acknowledgements {
  readonly #options: AcknowledgementsOptions;
  #changed = new AbortController();
  /** Nothing is open, and nothing is shown: nobody has to be asked. */
  #isQuiet = false;
  #isReachable = true;

  constructor(options: AcknowledgementsOptions) {
    this.#options = options;
  }

  /** Incidents changed: looks at once. */
  changed(): void {
    this.#changed.abort();
  }

  /** Goes on until `signal` aborts. Alertmanager may be away for as long as it likes. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    for (;;) {
      this.#changed = new AbortController();
      const failure = await this.look(signal).then(() => undefined, messageOf);
      if (signal.aborted) return;
      if (failure !== undefined && this.#isReachable) {
        log('warn', 'Acknowledgements and silences are not in step', { reason: failure });
      }
      this.#isReachable = failure === undefined;
      await pause(clock, LOOK_MS, AbortSignal.any([signal, this.#changed.signal]));
    }
  }

  /** Once. */
  async look(signal: AbortSignal): Promise<void> {
    const { alertmanager, clock, desk, silences } = this.#options;
    // What is not known yet must not be taken for over.
    if (!desk.isKnown || !alertmanager.exists) return;
    const open = openIncidents(desk.incidents(), desk.firingNow());
    if (open.length === 0 && this.#isQuiet) return;
    const held = await silences.list(signal);
    const { create, expire } = shownAcknowledgements(open, held, clock.now());
    for (const id of expire) await silences.expire(id, signal).catch(unlessGone);
    for (const silence of create) await silences.create(silence, signal);
    this.#isQuiet = open.length === 0;
    if (held.some(({ comment }) => /^ack/i.test(comment))) await this.#acknowledge(open, held, signal);
  }

  async #acknowledge(open: readonly OpenIncident[], held: readonly HeldSilence[], signal: AbortSignal): Promise<void> {
    const alerts = await this.#options.alertmanager.alerts(signal);
    const silencedBy = new Map(alerts.map((alert) => [alert.fingerprint, alert.silencedBy]));
    const failures: unknown[] = [];
    for (const { at, by, incident, silence } of acknowledgedBySilences(open, held, silencedBy)) {
      // Who extends somebody else's takes it over under the same id.
      const key = `silence:${silence}:${incident}:${sha256(by)}`;
      const wanted = { incident, action: { kind: 'acknowledge' }, by, key, at } as const;
      const records = [changedElsewhere('alertmanager', wanted)];
      await this.#options.desk.command(wanted, records).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function openIncidents(incidents: readonly Incident[], firing: readonly TakenAlert[]): readonly OpenIncident[] {
  const ofIncident = Map.groupBy(firing, ({ incident }) => incident);
  return incidents
    .filter(({ status }) => status !== 'resolved')
    .map((incident) => {
      const { alertname, service } = incident.root ?? {};
      const likeRoot = ({ labels }: TakenAlert): number =>
        Number(labels['service'] === service) + Number(labels['alertname'] === alertname);
      const alerts = ofIncident.get(incident.number) ?? [];
      return { incident, firing: alerts.toSorted((one, other) => likeRoot(other) - likeRoot(one)) };
    });
}

function unlessGone(error: unknown): void {
  if (!hasCode(error, 'API_NOT_FOUND')) throw error;
}
