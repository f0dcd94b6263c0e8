export { alertKey } from './alerts/alert-key.ts';
export { believed } from './alerts/believed.ts';
export { labelsFingerprint } from './alerts/labels-fingerprint.ts';
export { raisedAgain } from './alerts/raised-again.ts';
export { NO_DOUBTS, reconcile } from './alerts/reconcile.ts';
export type { Doubts, Held } from './alerts/reconcile.ts';
export { reportOf } from './alerts/reported-alert.ts';
export type { ReportedAlert } from './alerts/reported-alert.ts';
export { verdicts } from './alerts/verdicts.ts';
export type { AskedAlert, Verdict, VerdictSources } from './alerts/verdicts.ts';
export { fingerprintOf } from './decide/carry-command.ts';
export { decide } from './decide/decide.ts';
export type { CommandOutcome, Decision, IncidentInput } from './decide/model.ts';
export { stateOf, toLoad, toLoadFor } from './decide/recall.ts';
export { emptyState, firingAlerts, incidentIn, incidentsIn } from './decide/state.ts';
export type { IncidentState } from './decide/state.ts';
export { unfamiliar } from './decide/take-alerts.ts';
export { downtimeMs } from './figures/downtime.ts';
export { DETECT_WITHIN_MS, RESTORE_WITHIN_MS } from './figures/figures.ts';
export type {
  Commitment,
  ComparedFigures,
  Figures,
  FiguresBy,
  FiguresPeriod,
  GroupedFigures,
  IncidentFigures,
  Trend,
} from './figures/figures.ts';
export { incidentFigures, NO_GROUP } from './figures/incident-figures.ts';
export { beaten, expectAgain, isMissing, onTerms } from './heartbeats/heartbeats.ts';
export type { ExpectedHeartbeat, HeartbeatTerms } from './heartbeats/heartbeats.ts';
export { HEARTBEAT_MISSING, missingAlert } from './heartbeats/missing-alert.ts';
export { mapDocument } from './intake/map-document.ts';
export type { IntakeFault, MappedAlert } from './intake/mapped-document.ts';
export { reportAlerts } from './intake/report-alerts.ts';
export { policyOf } from './policy/incident-policy.ts';
export type { IncidentPolicy } from './policy/incident-policy.ts';
export type { Chart, ChartLine, ChartUnit } from './postmortem/chart.ts';
export { correctiveActions } from './postmortem/corrective-actions.ts';
export type { CorrectiveAction } from './postmortem/corrective-actions.ts';
export { CHART_MARGIN_MS, draftPostmortem } from './postmortem/draft-postmortem.ts';
export type { BlameFlag, PostmortemDraft } from './postmortem/draft-postmortem.ts';
export { dueDate } from './postmortem/due-date.ts';
export { eventText } from './postmortem/event-text.ts';
export type { PostmortemSource, StandingOfObjective } from './postmortem/postmortem-source.ts';
export { channelsOf } from './routing/destinations.ts';
export { explainRouting } from './routing/explain-routing.ts';
export { silencesOver } from './silences/covers.ts';
export type { SilencesOver } from './silences/covers.ts';
export { holdBack, isApart, isHeldBack, letThrough } from './silences/held-back.ts';
export { isMuted } from './silences/muted.ts';
export { acknowledgedBySilences, shownAcknowledgements } from './silences/silences.ts';
export type { HeldSilence, NewSilence, OpenIncident } from './silences/silences.ts';
export { WHY_STEPS } from './why/finding.ts';
export type { AlertSelector, WhyAnswer, WhyFinding, WhyStep } from './why/finding.ts';
export { whyTold } from './why/why-told.ts';
export type { HeldSays, RaisedSays } from './why/why-told.ts';
