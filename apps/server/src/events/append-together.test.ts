import type { NewEvent } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { AppendTogether } from './append-together.ts';

function event(id: string): NewEvent {
  return { id, type: 'audit.changed', source: 'server', subject: 'ada', time: '2026-01-01T00:00:00.000Z', data: {} };
}

interface Write {
  readonly ids: readonly string[];
  readonly done: PromiseWithResolvers<undefined>;
}

function startLog(): { readonly writes: Write[]; readonly together: AppendTogether } {
  const writes: Write[] = [];
  const append = async (events: readonly NewEvent[]): Promise<never[]> => {
    const done = Promise.withResolvers<undefined>();
    writes.push({ ids: events.map(({ id }) => id), done });
    await done.promise;
    return [];
  };
  return { writes, together: new AppendTogether(() => ({ append })) };
}

/** Whatever follows without waiting for anything. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('events of many requests', () => {
  it('go together where they come while others are written', async () => {
    const { together, writes } = startLog();
    const first = together.append(event('a'));
    await settled();
    const others = ['b', 'c'].map((id) => together.append(event(id)));
    await settled();
    expect(writes.map(({ ids }) => ids)).toEqual([['a']]);
    writes[0]?.done.resolve(undefined);
    await first;
    await settled();
    expect(writes.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']]);
    writes[1]?.done.resolve(undefined);
    await Promise.all(others);
  });

  it('tell those whose write failed, and go on with the next', async () => {
    const { together, writes } = startLog();
    const first = together.append(event('a'));
    await settled();
    const second = together.append(event('b'));
    writes[0]?.done.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await settled();
    writes[1]?.done.resolve(undefined);
    await expect(second).resolves.toBeUndefined();
  });
});
