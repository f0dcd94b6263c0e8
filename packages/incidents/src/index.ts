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
export { WHY_STEPS } from './why/finding.ts';
export type { AlertSelector, WhyAnswer, WhyFinding, WhyStep } from './why/finding.ts';
