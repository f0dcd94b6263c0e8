/** What of the schema a backup holds. */

/** In an order in which rows can be put back: whoever is referred to comes first. */
export const KEPT_TABLES = [
  'cursors',
  'events',
  'objectives',
  'objective_blocks',
  'incident_revisions',
  'alerts',
  'incidents',
  'answered_commands',
  'heartbeats',
  'outbox',
  'outbox_threads',
  'users',
  'tokens',
] as const;

export type KeptTable = (typeof KEPT_TABLES)[number];

/** Who is logged in, and may once be: whoever was, logs in again. A restore empties them. */
export const EMPTIED_TABLES = ['sessions', 'login_links'] as const;

/** Of who delivers now, and of the schema itself: a restore puts nothing into them. */
export const UNTOUCHED_TABLES = ['outbox_leases', 'migrations', 'migrations_lock'] as const;

/** Columns that number rows: numbers that were given once are never given again. */
export const NUMBERED_COLUMNS: readonly (readonly [table: KeptTable, column: string])[] = [
  ['events', 'sequence'],
  ['objectives', 'id'],
  ['outbox', 'id'],
];
