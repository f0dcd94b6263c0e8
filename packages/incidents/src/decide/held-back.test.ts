import { describe, expect, it } from 'vitest';
import type { ReportedAlert } from '../alerts/reported-alert.ts';
import { holdBack, letThrough } from '../silences/held-back.ts';
import { Desk, firing, resolved, wall } from './decide.testing.ts';

/** As an intake has it. */
const ofIntake = (report: ReportedAlert): ReportedAlert => ({ ...report, fingerprint: 'ci:7' });
const { status: _, ...SAID } = ofIntake(firing('DeployFailed web', 0));
const FIRING = ofIntake(firing('DeployFailed web', 0));

function only(desk: Desk) {
  const [alert] = desk.alerts.values();
  if (alert === undefined) throw new Error('nothing is kept');
  return alert;
}

describe('what a silence holds back', () => {
  it('is kept, of no incident, and told to nobody, however often it comes', () => {
    const desk = new Desk().take(0, holdBack(FIRING)).take(1_000, holdBack(FIRING)).restart(2_000);
    desk.take(3_000, holdBack(FIRING)).passTo(60_000);
    expect(only(desk)).toMatchObject({ incident: null, endsAt: null, receivedAt: wall(0) });
    expect([desk.incidents.size, desk.told, desk.eventTypes]).toEqual([0, [], []]);
  });

  it('is taken in when it is let through, also by a server that starts anew', () => {
    const desk = new Desk().take(0, holdBack(FIRING)).restart(5_000);
    desk.take(7_200_000, letThrough(only(desk)));
    expect(only(desk)).toMatchObject({ ...SAID, incident: 1, receivedAt: wall(7_200_000) });
    expect(desk.told).toEqual(['#1 triggered slack', '#1 triggered pagerduty']);
    expect(desk.eventTypes).toContain('alert.fired');
    desk.take(7_300_000, ofIntake(resolved('DeployFailed web', 0, 7_300_000)));
    expect(desk.incident(1).status).toBe('resolved');
  });

  it('may end meanwhile: nobody was told, and nobody is', () => {
    const desk = new Desk().take(0, holdBack(FIRING));
    desk.take(5_000, ofIntake(resolved('DeployFailed web', 0, 5_000)));
    expect(only(desk)).toMatchObject({ endsAt: wall(5_000), incident: null });
    desk.take(10_000, letThrough(only(desk)));
    expect([desk.incidents.size, desk.told, desk.eventTypes]).toEqual([0, [], []]);
  });

  it('does not take back what was taken in before', () => {
    const desk = new Desk().take(0, FIRING).take(1_000, holdBack(FIRING));
    expect(only(desk)).toMatchObject({ incident: 1, annotations: FIRING.annotations });
  });

  it('is nothing that comes by way of Alertmanager, whatever its annotations say', () => {
    const desk = new Desk().take(0, holdBack(firing('ServiceDown db', 0)));
    expect(desk.told).toContain('#1 triggered pagerduty');
  });
});
