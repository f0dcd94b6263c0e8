import type { TakenAlert } from '@nines/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { raisedAgain } from './raised-again.ts';
import { NO_DOUBTS } from './reconcile.ts';
import type { ReportedAlert } from './reported-alert.ts';
import type { Verdict } from './verdicts.ts';

const at = (second: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1_000).toISOString();

const HELD: ReportedAlert = {
  fingerprint: 'f',
  status: 'firing',
  startsAt: at(0),
  endsAt: null,
  labels: { alertname: 'Disk' },
  annotations: { summary: 'full' },
};

function taken(startsAt: string, endsAt: string | null): TakenAlert {
  const { fingerprint, labels, annotations } = HELD;
  return { fingerprint, labels, annotations, startsAt, endsAt, receivedAt: startsAt, incident: 1 };
}

/** What is raised again by looks at these seconds; each says what Alertmanager holds and what is recorded. */
function looks(
  ...given: readonly (readonly [second: number, held: readonly ReportedAlert[], recorded: readonly TakenAlert[]])[]
): readonly (readonly ReportedAlert[])[] {
  let doubts = NO_DOUBTS;
  return given.map(([second, held, recorded]) => {
    const times = { nowMs: Date.parse(at(second)), monotonicMs: second * 1_000 };
    const found = raisedAgain(doubts, held, recorded, { verdictOf: () => verdict, ...times });
    doubts = found.doubts;
    return found.again;
  });
}

let verdict: Verdict = 'unheard';

describe('an alert of others that is over here', () => {
  const over = [taken(at(0), at(300))];

  it('fires anew since Alertmanager was seen to hold it, once it has for a minute', () => {
    const again = { ...HELD, startsAt: at(400) };
    expect(looks([400, [HELD], over], [459, [HELD], over], [460, [HELD], over])).toEqual([[], [], [again]]);
  });

  it('does not where Alertmanager let go of it meanwhile, nor where it fires already', () => {
    expect(looks([400, [HELD], over], [430, [], over], [480, [HELD], over]).flat()).toEqual([]);
    const firing = [...over, taken(at(460), null)];
    expect(looks([400, [HELD], over], [470, [HELD], firing], [600, [HELD], firing]).flat()).toEqual([]);
  });

  it('fires as it is where it began anew, once Alertmanager has held it for a minute, or ten seconds for a page', () => {
    const anew = { ...HELD, startsAt: at(350) };
    expect(looks([400, [anew], over], [459, [anew], over], [460, [anew], over])).toEqual([[], [], [anew]]);
    const page = { ...anew, labels: { ...HELD.labels, severity: 'critical' } };
    expect(looks([400, [page], over], [409, [page], over], [410, [page], over])).toEqual([[], [], [page]]);
    const told = [...over, taken(at(350), null)];
    expect(looks([400, [anew], over], [410, [anew], told], [500, [anew], told]).flat()).toEqual([]);
  });

  it('does not where it was never taken in or is to end only later', () => {
    expect(looks([400, [HELD], []], [500, [HELD], []]).flat()).toEqual([]);
    const later = [taken(at(0), at(900))];
    expect(looks([400, [HELD], later], [500, [HELD], later]).flat()).toEqual([]);
  });

  it.each(['active', 'over', 'another', 'unknown'] as const)(
    'is left to whoever raised it where they can be asked: %s',
    (said) => {
      verdict = said;
      expect(looks([400, [HELD], over], [500, [HELD], over]).flat()).toEqual([]);
      verdict = 'unheard';
    },
  );
});

describe('an alert of somebody who can be asked', () => {
  const over = [taken(at(0), at(300))];
  const anew = { ...HELD, startsAt: at(350) };

  afterEach(() => {
    verdict = 'unheard';
  });

  it('fires where it began anew and is claimed, whether its like was ever taken in or not', () => {
    verdict = 'active';
    expect(looks([400, [anew], over], [459, [anew], over], [460, [anew], over])).toEqual([[], [], [anew]]);
    expect(looks([400, [anew], []], [459, [anew], []], [460, [anew], []])).toEqual([[], [], [anew]]);
  });

  it('fires since it was noticed where it began before the end of its like was', () => {
    verdict = 'active';
    const before = { ...HELD, startsAt: at(299), labels: { ...HELD.labels, severity: 'critical' } };
    expect(looks([305, [before], over], [315, [before], over])).toEqual([[], [{ ...before, startsAt: at(305) }]]);
  });

  it('does not where this beginning has ended already, also where another came after it', () => {
    verdict = 'active';
    const both = [...over, taken(at(350), at(380))];
    const later = [...both, taken(at(390), at(395))];
    expect(looks([400, [anew], both], [500, [anew], both], [600, [anew], later]).flat()).toEqual([]);
  });

  it.each(['over', 'another', 'unknown'] as const)('does not where they say %s', (said) => {
    verdict = said;
    expect(looks([400, [anew], over], [500, [anew], over]).flat()).toEqual([]);
  });
});
