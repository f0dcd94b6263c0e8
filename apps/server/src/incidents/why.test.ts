import { policyOf } from '@nines/incidents';
import type { ReportedAlert } from '@nines/incidents';
import type { Alert } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuleAlert } from '../signals/prometheus.ts';
import { testCatalog } from '../testing/test-catalog.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Desk } from './desk.ts';
import { why } from './why.ts';
import type { WhyOptions } from './why.ts';

const CATALOG = testCatalog();
const LAST_NIGHT = '1970-01-01T00:00:00.000Z';
const OVER = '1970-01-01T00:10:00.000Z';
const NOW = '1970-01-01T09:00:00.000Z';
const RULE = { alertname: 'SlowAnswers', service: 'web', severity: 'warning', origin: 'rule' };
const DETECTOR = { alertname: 'ServiceDown', service: 'db', severity: 'critical', origin: 'detector' };
/** As Alertmanager makes them of the labels. */
const FINGERPRINTS = { rule: '3c5a6f71aee5bfe0', detector: '881e23c1b7120f9e' };
const NEVER = new AbortController().signal;

let stop: AbortController;
let options: WhyOptions;
let detected: readonly Alert[];
let rules: readonly RuleAlert[];

const report = (fingerprint: string, labels: Readonly<Record<string, string>>): ReportedAlert => ({
  ...{ fingerprint, labels, annotations: {}, startsAt: LAST_NIGHT, endsAt: OVER, status: 'resolved' },
});

beforeEach(async () => {
  const clock = new VirtualClock();
  stop = new AbortController();
  detected = [];
  rules = [];
  const store = new InMemoryIncidentStore({ clock, events: new InMemoryEventLog({ now: () => clock.now() }) });
  const policy = policyOf(CATALOG);
  const ignored = { leftOpen: async () => [], log: () => undefined, onDecided: () => undefined };
  const desk = new Desk({ store: () => store, policy: () => policy, clock, ...ignored });
  void desk.run(stop.signal);
  await clock.goTo(Date.parse(OVER));
  await desk.takeAlerts([report(FINGERPRINTS.rule, RULE)]);
  await desk.takeAlerts([report(FINGERPRINTS.detector, DETECTOR)]);
  await clock.goTo(Date.parse(NOW));
  options = {
    ...{ store: () => store, remembered: () => desk.firingNow(), catalog: () => CATALOG },
    detected: () => detected,
    prometheus: { alerts: async () => rules },
    alertmanager: { alerts: async () => Promise.reject(new Error('away')) },
    silences: { list: async () => [] },
  };
});

afterEach(() => stop.abort());

describe('an alert that was told last night', () => {
  it('has its incident where its rule holds again, but not for long enough yet', async () => {
    rules = [{ state: 'pending', labels: RULE, annotations: {}, activeAt: NOW }];
    const answer = await why(options, { alertname: 'SlowAnswers', service: undefined }, NEVER);
    expect(answer.fingerprint).toBe(FINGERPRINTS.rule);
    expect(answer.findings).toMatchObject([
      { step: 'rule', told: 'no', at: NOW },
      { step: 'alertmanager', told: 'unknown' },
      { step: 'intake', told: 'yes', text: expect.stringContaining(`and was over at ${OVER}`) as string },
      { step: 'incident', told: 'yes' },
      { step: 'routing' },
    ]);
  });

  it('has it where its detector claims it, and nobody has posted it yet', async () => {
    detected = [{ labels: DETECTOR, annotations: {}, startsAt: NOW }];
    const answer = await why(options, { alertname: 'ServiceDown', service: 'db' }, NEVER);
    expect(answer.findings.map(({ step, told }) => `${step} ${told}`).slice(0, 4)).toEqual([
      'rule yes',
      'alertmanager unknown',
      'intake yes',
      'incident yes',
    ]);
  });

  it('is another one than what has its name and other labels', async () => {
    rules = [{ state: 'pending', labels: { ...RULE, severity: 'critical' }, annotations: {}, activeAt: NOW }];
    const { findings } = await why(options, { alertname: 'SlowAnswers', service: 'web' }, NEVER);
    expect(findings[2]).toMatchObject({ step: 'intake', told: 'no' });
  });
});

it('an alert of a rule that holds is found by its fingerprint before it was ever taken in', async () => {
  const labels = { ...RULE, service: 'db', empty: '' };
  rules = [{ state: 'pending', labels, annotations: {}, activeAt: NOW }];
  const { fingerprint } = await why(options, { alertname: 'SlowAnswers', service: 'db' }, NEVER);
  const { findings } = await why(options, { fingerprint }, NEVER);
  expect(findings[0]).toMatchObject({ step: 'rule', told: 'no', at: NOW });
});
