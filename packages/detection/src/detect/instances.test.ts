import { describe, expect, it } from 'vitest';
import { statusOf, wall, Watcher } from './detection.testing.ts';

function running(): Watcher {
  return new Watcher({ web: [] }).status(0, statusOf({ web: ['ready', 'ready'] }, 'ready'));
}

describe('an instance that crashes again and again', () => {
  it('is told of from the third crash on, until it runs steadily', () => {
    const watcher = running().crash(1_000, 'web-0', 1).crash(1_200, 'web-0', 2).crash(1_500, 'web-0', 3);
    expect(watcher.names).toEqual([]);
    watcher.event(1_500, 'instance.crash-looping', 'web-0', { crashesInRow: 3 });
    expect(watcher.names).toEqual(['InstanceCrashLoop web web-0']);
    expect(watcher.alerts[0]).toMatchObject({ startsAt: wall(1_500), labels: { severity: 'warning' } });
    expect(watcher.alerts[0]?.annotations['summary']).toContain('3 times');
    watcher.ready(5_000, 'web-0');
    expect(watcher.names).toEqual(['InstanceCrashLoop web web-0']);
    expect(watcher.event(14_000, 'instance.recovered', 'web-0').names).toEqual([]);
  });

  it('gets another chance with another definition', () => {
    const watcher = running()
      .crash(1_000, 'web-0', 3)
      .event(1_000, 'instance.crash-looping', 'web-0', { crashesInRow: 3 });
    expect(watcher.event(2_000, 'instance.started', 'web-0', { revision: 'r2' }).names).toEqual([]);
  });
});

describe('an instance whose probe fails', () => {
  it('is told of after ten seconds, until it is ready', () => {
    const watcher = running().event(1_000, 'instance.unready', 'web-0', { reason: 'answered 503' }).tick(10_999);
    expect(watcher.names).toEqual([]);
    expect(watcher.tick(11_000).names).toEqual(['ProbeFailing web web-0']);
    expect(watcher.ready(12_000, 'web-0').names).toEqual([]);
  });

  it('that was killed for it is told of at once, until its successor runs steadily', () => {
    const watcher = running().event(1_000, 'instance.stuck', 'web-0', { reason: 'no answer' }).crash(1_100, 'web-0');
    watcher.ready(1_500, 'web-0');
    expect(watcher.names).toEqual(['ProbeFailing web web-0']);
    expect(watcher.event(11_500, 'instance.recovered', 'web-0').names).toEqual([]);
  });

  it('is explained by a dependency that is down', () => {
    const watcher = new Watcher({ web: ['db'], db: [] }).status(
      0,
      statusOf({ web: ['ready', 'ready'], db: ['ready'] }),
    );
    watcher.crash(1_000, 'db-0').event(2_000, 'instance.unready', 'web-0', { reason: 'answered 503' });
    expect(watcher.tick(60_000).names).toEqual(['DependencyDown web db', 'ServiceDown db']);
  });
});
