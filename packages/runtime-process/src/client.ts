/** What those need who ask and follow a platform that runs: loads nothing of what runs it. */
export { ProcessRuntime } from './control/control-client.ts';
export { beginningOf } from './events/event-id.ts';
export { recordedEvents } from './events/event-spool.ts';
export { readSpoolId } from './events/spool-id.ts';
export { lockPlatform } from './state-directory/platform-lock.ts';
export { serverSocketPath } from './state-directory/socket-directory.ts';
export {
  certificatesDirectory,
  eventsDirectory,
  firstLoginFile,
  monitoringDirectory,
  secretFile,
} from './supervisor/layout.ts';
