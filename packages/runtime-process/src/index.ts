export { ProcessRuntime } from './control/control-client.ts';
export type { ProcessRuntimeOptions } from './control/control-client.ts';
export type { DesiredReport, PlatformReport, Problem, Provisions } from './control/contract.ts';
export { startControlServer } from './control/control-server.ts';
export type { EventType } from './core/events.ts';
export type { SlotView } from './core/model.ts';
export { findPostgresBinaries } from './engines/postgres-binaries.ts';
export { beginningOf } from './events/event-id.ts';
export { recordedEvents } from './events/event-spool.ts';
export { readSpoolId } from './events/spool-id.ts';
export { EXIT_DO_NOT_RETRY, guardThisProcess, startGuard } from './guard/guard.ts';
export type { LaterGuard, StartedGuard } from './guard/guard.ts';
export { supervisorLogFile } from './guard/supervisor-log.ts';
export { ControlGroups } from './limits/control-groups.ts';
export { isFree } from './ports/port-block-lock.ts';
export { readBootId } from './proc/process-identity.ts';
export { describeListener } from './proc/port-holder.ts';
export { locateStateDirectory } from './state-directory/locate-state-directory.ts';
export { openStateDirectory } from './state-directory/open-state-directory.ts';
export { findLockHolder, lockPlatform } from './state-directory/platform-lock.ts';
export {
  controlSocketPath,
  serverSocketPath,
  socketDirectory,
  trustedControlSocket,
} from './state-directory/socket-directory.ts';
export { createPlatform } from './supervisor/create-platform.ts';
export type { CreatePlatformOptions, PlanFollower, SystemMeans } from './supervisor/create-platform.ts';
export { DesiredFile } from './supervisor/desired-file.ts';
export {
  certificatesDirectory,
  desiredFile,
  eventsDirectory,
  firstLoginFile,
  meshDirectory,
  monitoringDirectory,
  secretFile,
} from './supervisor/layout.ts';
export { launchContent, probeRules } from './supervisor/plan.ts';
export type { LaunchTemplate, PlannedWorkload } from './supervisor/plan.ts';
export type { Plan } from './supervisor/planner.ts';
export type { Traffic } from './supervisor/supervisor.ts';
