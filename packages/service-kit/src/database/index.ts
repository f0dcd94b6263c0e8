export { createDatabase } from './database.ts';
export type { DatabaseOptions } from './database.ts';
export { isDatabaseAway } from './database-away.ts';
export { migrate } from './migrate.ts';
export type { Migrations } from './migrate.ts';
