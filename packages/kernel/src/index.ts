export { isAtLeast, LEAST_ROLES, PERMISSIONS, permissionsOf, ROLES } from './access.ts';
export type { Permission, Role } from './access.ts';
export type { AccessToken, AccountStore, NewSession, NewToken, Session, User, UserChange } from './account-store.ts';
export type { Alert, AlertSeverity } from './alerts.ts';
export type { Clock } from './clock.ts';
export { formatDiagnostic, hasErrors } from './diagnostics.ts';
export type { Diagnostic, DiagnosticSeverity } from './diagnostics.ts';
export { hasCode, messageOf, NinesError } from './errors.ts';
export type { ErrorCode, NinesErrorOptions } from './errors.ts';
export type { EventFilter, EventLog, NewEvent, RecordedEvent } from './event-log.ts';
export { correlatedIncident, incidentCorrelation, platformEventId, platformOf } from './event-owner.ts';
export type { NinesEvent } from './events.ts';
export { INCIDENT_ROLES, INCIDENT_STATUSES, owesPostmortem } from './incident.ts';
export type {
  Disturbance,
  Incident,
  IncidentImpact,
  IncidentLink,
  IncidentRole,
  IncidentSeverity,
  IncidentStatus,
  IncidentTask,
  TakenAlert,
} from './incident.ts';
export type { IncidentAction, IncidentCommand } from './incident-command.ts';
export { DELIVERY_STATES } from './incident-store.ts';
export type {
  AnsweredCommand,
  DeliveryReport,
  DeliveryState,
  IncidentChanges,
  IncidentFilter,
  IncidentSnapshot,
  IncidentStore,
  KeptHeartbeat,
  NewMessage,
  OutboxLease,
  OutboxMessage,
  Pruned,
  Retention,
  WaitingMessages,
} from './incident-store.ts';
export { fnv1a64 } from './fnv1a.ts';
export { incidentIdentity } from './incident-identity.ts';
export { LOUD_REASONS, TELLING_REASONS } from './notifications.ts';
export type {
  ChannelTraits,
  DeliveryResult,
  IncidentNotification,
  Notification,
  Notifier,
  PlainNotification,
  TellingReason,
  ThreadReference,
  Unreached,
} from './notifications.ts';
export { formatDuration, formatSize, parseCpu, parseDuration, parsePercentage, parseSize } from './quantities.ts';
export { REQUEST_DURATION_BOUNDS_SECONDS } from './request-durations.ts';
export type { AlertingRule, RecordingRule, Rule, RuleGroup } from './rule-group.ts';
export { INSTANCE_STATES } from './runtime.ts';
export type {
  ApplyReceipt,
  InstanceState,
  InstanceStatus,
  LogLine,
  LogOptions,
  PlatformState,
  PlatformStatus,
  Runtime,
  ServiceStatus,
} from './runtime.ts';
