/**
 * What a catalog is, for those who are handed one: its model, its references, its commands. Loads neither the YAML
 * parser nor the schema, which a process that runs for months has no use for.
 */
export { commandSearchPath } from './command-search-path.ts';
export { splitCommand } from './command-words.ts';
export { completeCatalog } from './complete-catalog.ts';
export { everyDestination, parseDestination } from './destination.ts';
export { BUILT_IN_SECRETS, INGRESS, SYSTEM_PREFIX, UNKNOWN_CONSUMER, WEEKDAYS } from './model.ts';
export { INTAKE_FIELDS } from './model-incidents.ts';
export { FREEZABLE } from './model-objectives.ts';
export { nearestName } from './nearest-name.ts';
export { interpolate, parseReference } from './template.ts';
