/** What every alert is tested with. */
import { ALERTMANAGER_CASES } from '../alertmanager.cases.ts';
import { AVAILABILITY_CASES } from '../availability.cases.ts';
import { BASELINE_CASES } from '../baseline.cases.ts';
import { EDGE_CASES } from '../edges.cases.ts';
import { EXPORTER_CASES } from '../exporters.cases.ts';
import { MESH_CASES } from '../mesh.cases.ts';
import { NODE_CASES } from '../node.cases.ts';
import { OBJECTIVE_CASES } from '../objectives.cases.ts';
import { POSTGRES_CASES } from '../postgres.cases.ts';
import { PROBE_CASES } from '../probes.cases.ts';
import { PROMETHEUS_CASES } from '../prometheus.cases.ts';
import { SATURATION_CASES } from '../saturation.cases.ts';
import { SERVER_CASES } from '../server.cases.ts';
import { TRAFFIC_CASES } from '../traffic.cases.ts';
import type { AlertCase } from './alert-case.ts';

export const ALERT_CASES: readonly AlertCase[] = [
  AVAILABILITY_CASES,
  TRAFFIC_CASES,
  BASELINE_CASES,
  SATURATION_CASES,
  EDGE_CASES,
  PROBE_CASES,
  POSTGRES_CASES,
  NODE_CASES,
  PROMETHEUS_CASES,
  ALERTMANAGER_CASES,
  EXPORTER_CASES,
  SERVER_CASES,
  MESH_CASES,
  OBJECTIVE_CASES,
].flat();
