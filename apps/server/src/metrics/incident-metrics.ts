/** What the server tells Prometheus of incidents, and of those who decide about them. */
import type { Incident, IncidentSeverity } from '@nines/kernel';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/** Asked for at each scrape. */
export interface IncidentFiguresOfNow {
  /** Undefined where nobody knows. */
  readonly incidents: () => readonly Incident[] | undefined;
  /** What waits to be decided about. */
  readonly waiting: () => number;
}

const SEVERITIES: readonly IncidentSeverity[] = [1, 2, 3, 4];
const DECISION_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export class IncidentMetrics {
  readonly #taken: Counter;
  readonly #decisions: Histogram;

  /** Adds them to what is told already. */
  constructor(registry: Registry, figures: IncidentFiguresOfNow) {
    const registers = [registry];
    this.#taken = new Counter({
      name: 'nines_alerts_taken_total',
      help: 'Alerts taken in, as often as they were told',
      registers,
    });
    this.#decisions = new Histogram({
      name: 'nines_incident_decision_seconds',
      help: 'From the first look at what waits to the commit of what follows',
      buckets: DECISION_BUCKETS_SECONDS,
      registers,
    });
    addOpen(registry, figures);
    new Gauge({
      name: 'nines_incident_queue_length',
      help: 'Messages and commands that wait to be decided about',
      registers,
      collect() {
        this.set(figures.waiting());
      },
    });
  }

  taken(count: number): void {
    this.#taken.inc(count);
  }

  decided(seconds: number): void {
    this.#decisions.observe(seconds);
  }
}

/** Figures that are not known have no series: 0 would be a claim. */
function addOpen(registry: Registry, { incidents }: IncidentFiguresOfNow): void {
  new Gauge({
    name: 'nines_incidents_open',
    help: 'Incidents that are not resolved',
    labelNames: ['severity', 'drill'],
    registers: [registry],
    collect() {
      this.reset();
      const known = incidents();
      if (known === undefined) return;
      for (const severity of SEVERITIES) {
        for (const drill of ['false', 'true']) this.set({ severity, drill }, 0);
      }
      for (const { drill, severity, status } of known) {
        if (status !== 'resolved') this.inc({ severity, drill: String(drill !== null) });
      }
    },
  });
}
