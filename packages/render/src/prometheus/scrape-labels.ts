/** How the labels of what is scraped relate to the labels of whom it was scraped from. */

/** @see Prometheus documentation, "Configuration": `<relabel_config>` */
export interface RelabelRule {
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
}

/**
 * A service may label its own metrics with its own name, as service-kit does. The target's label says the same and wins;
 * what Prometheus would keep beside it as `exported_service` goes, but only where it is the same: another value means
 * something else there, and without it series could fall together.
 */
export function dropOwnName(service: string): RelabelRule {
  return {
    source_labels: ['exported_service'],
    regex: service, // a DNS label: nothing in it means anything in a regular expression
    target_label: 'exported_service',
    replacement: '',
  };
}

/** What is to be asked becomes a parameter; the blackbox exporter is whom to ask. */
export function askThrough(exporter: string): readonly RelabelRule[] {
  return [
    { source_labels: ['__address__'], target_label: '__param_target' },
    { target_label: '__address__', replacement: exporter },
  ];
}
