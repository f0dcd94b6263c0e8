/** What Nines itself runs, by name. A workload's only slot is its name with `-0`. */

/** The data plane: every service address and the ingress. */
export const MESH = 'mesh';
/** The control plane's own database; there is none where `DATABASE_URL` was given. */
export const NINES_STATE = 'nines-state';
export const NINES_SERVER = 'nines-server';
export const NINES_PROMETHEUS = 'nines-prometheus';
export const NINES_ALERTMANAGER = 'nines-alertmanager';
export const NINES_NODE_EXPORTER = 'nines-node-exporter';
export const NINES_BLACKBOX_EXPORTER = 'nines-blackbox-exporter';
/** The job of all exporters of database engines; each engine's exporter is `postgresExporter(engine)`. */
export const NINES_POSTGRES_EXPORTER = 'nines-postgres-exporter';

/** The exporter of one engine of the catalog. */
export function postgresExporter(engine: string): string {
  return `${NINES_POSTGRES_EXPORTER}-${engine}`;
}

/** Where each workload of Nines listens on 127.0.0.1. One that is missing does not run, and is not asked. */
export type WorkloadPorts = Readonly<Partial<Record<string, number>>>;

/** A loopback address as configurations write it. */
export function loopback(port: number): string {
  return `127.0.0.1:${port}`;
}
