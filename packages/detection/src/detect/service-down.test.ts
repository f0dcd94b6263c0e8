import { describe, expect, it } from 'vitest';
import { statusOf, wall, Watcher } from './detection.testing.ts';

const READY = { web: ['ready', 'ready'], db: ['ready'] } as const;

function running(): Watcher {
  return new Watcher({ web: ['db'], db: [] }).status(0, statusOf(READY, 'ready'));
}

describe('a service without a ready instance', () => {
  it('is told of after a second, and when it began', () => {
    const watcher = running().crash(5_000, 'db-0').tick(5_999);
    expect(watcher.names).toEqual([]);
    watcher.tick(6_000);
    expect(watcher.names).toEqual(['DependencyDown web db', 'ServiceDown db']);
    expect(watcher.alerts[0]).toMatchObject({
      labels: { severity: 'critical', owner: 'team-a', tier: '1', scope: 'application', origin: 'detector' },
      startsAt: wall(6_000),
      annotations: {
        summary: 'db has had no ready instance for 1.0 s (0 of 1 ready; db-0 ended by SIGKILL)',
        since: wall(5_000),
        runbook_url: '/runbooks/ServiceDown.md',
        dashboard: 'https://grafana.test/d/nines-service?var-service=db',
      },
    });
  });

  it('is told of within 1.25 s where it depends on others that are well', () => {
    const watcher = running().crash(5_000, 'web-0').crash(5_000, 'web-1').tick(6_249);
    expect(watcher.names).toEqual([]);
    expect(watcher.tick(6_250).names).toEqual(['ServiceDown web']);
  });

  it('is well again with its first ready instance', () => {
    const watcher = running().crash(5_000, 'web-0').crash(5_000, 'web-1').tick(9_000).ready(9_010, 'web-1');
    expect(watcher.names).toEqual([]);
  });

  it('is nobody’s business when it heals within the second', () => {
    const watcher = running().crash(5_000, 'db-0').ready(5_100, 'db-0');
    expect(watcher.tick(60_000).names).toEqual([]);
  });

  it('is not missed with no replicas wanted, nor in its first start afterwards', () => {
    const watcher = running()
      .event(5_000, 'service.scaled', 'web', { from: 2, to: 0 })
      .event(5_100, 'instance.stopped', 'web-0')
      .event(5_100, 'instance.stopped', 'web-1')
      .tick(100_000);
    expect(watcher.names).toEqual([]);
    watcher.event(100_000, 'service.scaled', 'web', { from: 0, to: 2 }).tick(159_999);
    expect(watcher.names).toEqual([]);
    expect(watcher.tick(160_250).names).toEqual(['ServiceDown web']);
  });

  it('is not missed in the first start of the platform for a minute', () => {
    const watcher = new Watcher({ db: [] }).status(0, statusOf({ db: ['starting'] }, 'starting')).tick(59_999);
    expect(watcher.names).toEqual([]);
    expect(watcher.tick(60_000).names).toEqual(['ServiceDown db']);
  });

  it('is not missed while the platform stops', () => {
    const watcher = running().event(5_000, 'platform.stopping', 'shop').event(5_010, 'instance.stopped', 'db-0');
    expect(watcher.tick(60_000).names).toEqual([]);
  });

  it('is missed again once the platform turns out to live on', () => {
    const stopping = (): Watcher => running().event(5_000, 'platform.stopping', 'shop');
    for (const alive of [
      stopping().event(5_100, 'instance.adopted', 'db-0'),
      stopping().event(5_100, 'platform.applied', 'shop'),
      stopping().event(5_100, 'service.scaled', 'db', { from: 1, to: 2 }),
    ]) {
      expect(alive.crash(6_000, 'db-0').tick(7_000).names).toContain('ServiceDown db');
    }
  });

  it('has longer while its only instance is replaced in good order, but not when that crashes', () => {
    const rolling = (): Watcher =>
      running().event(5_000, 'service.rolling', 'db').event(5_100, 'instance.stopped', 'db-0');
    expect(rolling().tick(15_000).names).toEqual([]);
    expect(rolling().tick(15_100).names).toContain('ServiceDown db');
    expect(rolling().crash(6_200, 'db-0').names).toContain('ServiceDown db');
  });

  it('has as long when a status is seen meanwhile, or even before the events', () => {
    const replacing = running()
      .event(5_000, 'service.rolling', 'db')
      .event(5_100, 'instance.stopped', 'db-0')
      .status(6_000, statusOf({ ...READY, db: ['starting'] }));
    expect(replacing.tick(15_099).names).toEqual([]);
    expect(replacing.tick(15_100).names).toContain('ServiceDown db');
    const draining = running()
      .status(5_000, statusOf({ ...READY, db: ['draining'] }))
      .event(5_010, 'service.rolling', 'db')
      .event(5_100, 'instance.stopped', 'db-0');
    expect(draining.tick(14_999).names).toEqual([]);
    expect(draining.tick(15_000).names).toContain('ServiceDown db');
  });

  it('has no longer when something broke since its replacement began', () => {
    const broken = running()
      .event(5_000, 'service.rolling', 'db')
      .crash(5_100, 'db-0')
      .ready(5_200, 'db-0')
      .event(6_000, 'instance.stopped', 'db-0');
    expect(broken.tick(7_000).names).toContain('ServiceDown db');
    const seen = running()
      .event(5_000, 'service.rolling', 'db')
      .status(6_000, statusOf({ ...READY, db: ['crashed'] }));
    expect(seen.tick(7_000).names).toContain('ServiceDown db');
  });
});

describe('an outage that is over', () => {
  it('silences for half a minute what rules say of it, if it was told of at all', () => {
    const watcher = running().crash(5_000, 'db-0').ready(20_000, 'db-0');
    expect(watcher.silencers).toEqual(['Recovering db']);
    expect(watcher.tick(49_999).silencers).toEqual(['Recovering db']);
    expect(watcher.tick(50_000).silencers).toEqual([]);
    expect(running().crash(5_000, 'db-0').ready(5_100, 'db-0').silencers).toEqual([]);
  });

  it('silences nothing when the next one has begun', () => {
    const watcher = running().crash(5_000, 'db-0').ready(20_000, 'db-0').crash(25_000, 'db-0');
    expect(watcher.silencers).toEqual([]);
  });
});

describe('a dependency and its dependent', () => {
  it('fail together, the dependent first: the dependency alone is told of', () => {
    const watcher = running().crash(5_000, 'web-0').crash(5_000, 'web-1').crash(6_100, 'db-0');
    for (let ms = 6_100; ms < 30_000; ms += 50) {
      watcher.tick(ms);
      expect(watcher.names).not.toContain('ServiceDown web');
    }
    expect(watcher.names).toEqual(['DependencyDown web db', 'ServiceDown db']);
  });

  it('come back one after the other without a word', () => {
    const watcher = running().crash(5_000, 'db-0').crash(5_500, 'web-0').crash(5_500, 'web-1').ready(20_000, 'db-0');
    expect(watcher.names).toEqual([]);
    expect(watcher.tick(29_999).names).toEqual([]);
    expect(watcher.tick(30_000).names).toEqual(['ServiceDown web']);
  });

  it('a dependent that was told of stays told of', () => {
    const watcher = running().crash(5_000, 'web-0').crash(5_000, 'web-1').crash(10_000, 'db-0').tick(12_000);
    expect(watcher.names).toEqual(['DependencyDown web db', 'ServiceDown db', 'ServiceDown web']);
  });

  it('a dependency that only loses one of its instances holds the page back for a moment, not for good', () => {
    const two = new Watcher({ web: ['db'], db: [] }).status(0, statusOf({ web: ['ready'], db: ['ready', 'ready'] }));
    two.crash(5_000, 'web-0').crash(5_900, 'db-0').tick(7_399);
    expect(two.names).toEqual([]);
    expect(two.tick(7_400).names).toEqual(['ServiceDown web']);
  });

  it('a dependency that was scaled to nothing is told of by a warning', () => {
    const watcher = running().event(5_000, 'service.scaled', 'db', { from: 1, to: 0 });
    expect(watcher.names).toEqual(['DependencyDown web db']);
    expect(watcher.alerts[0]?.labels['severity']).toBe('warning');
  });
});

describe('what a status says', () => {
  it('does not undo what an event told after it was asked for', () => {
    const watcher = running().crash(5_000, 'db-0').ready(5_100, 'db-0');
    watcher.status(5_110, statusOf({ web: ['ready', 'ready'], db: ['crashed'] }), 5_050);
    expect(watcher.tick(10_000).names).toEqual([]);
  });

  it('makes a server that was just started see what is down', () => {
    const watcher = new Watcher({ web: ['db'], db: [] }).status(0, statusOf({ web: ['ready'], db: ['crashed'] }));
    expect(watcher.tick(1_000).names).toEqual(['DependencyDown web db', 'ServiceDown db']);
  });
});
