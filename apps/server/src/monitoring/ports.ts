/** Names under which the supervisor knows the parts of monitoring. */
export const PROMETHEUS = 'nines-prometheus';
export const ALERTMANAGER = 'nines-alertmanager';
export const BLACKBOX = 'nines-blackbox-exporter';
