/** Alerts, and a label, that the configuration knows by name. */

/** Of a direct detector: no instance of the service is ready. */
export const SERVICE_DOWN = 'ServiceDown';
/** Of a direct detector: a part of monitoring does not work. */
export const MONITORING_DOWN = 'MonitoringDown';
/** Of a direct detector: an outage that it told of is over since a moment ago. Tells nobody. */
export const RECOVERING = 'Recovering';
/** Of a direct detector: the disk that the platform keeps its state on. */
export const DISK_NEARLY_FULL = 'DiskNearlyFull';
/** Of a rule: some disk of the machine, most often the same. */
export const NODE_DISK_SPACE_LOW = 'NodeDiskSpaceLow';
/** Of a rule: fires always, so that its absence says that alerting does not work. */
export const WATCHDOG = 'Watchdog';

/** Label of alerts that a drill gave rise to: its name. Real ones have none. */
export const DRILL = 'drill';
