import { expect, test } from 'vitest';
import { interleave } from './interleave.ts';

async function* items(...values: readonly number[]): AsyncGenerator<number> {
  for (const value of values) yield await Promise.resolve(value);
}

async function* silent(): AsyncGenerator<number> {
  yield* items();
  await new Promise(() => undefined);
}

async function* failing(): AsyncGenerator<number> {
  yield* items(1);
  throw new Error('broken off');
}

test('both are told, each in its order, until the leading one ends', async () => {
  const gate = Promise.withResolvers<undefined>();
  async function* leading(): AsyncGenerator<number> {
    yield 1;
    await gate.promise;
    yield 2;
  }
  const taken: number[] = [];
  for await (const item of interleave(leading(), items(10, 20))) {
    taken.push(item);
    if (taken.length === 3) gate.resolve(undefined);
  }
  expect(taken.toSorted((one, other) => one - other)).toEqual([1, 2, 10, 20]);
  expect(taken.at(-1)).toBe(2);
});

test('a source that is silent keeps nobody from ending', async () => {
  expect(await Array.fromAsync(interleave(items(1, 2), silent()))).toEqual([1, 2]);
});

test('either fails the whole', async () => {
  await expect(Array.fromAsync(interleave(silent(), failing()))).rejects.toThrow('broken off');
  await expect(Array.fromAsync(interleave(failing(), silent()))).rejects.toThrow('broken off');
});

test('it can be left', async () => {
  for await (const item of interleave(items(1, 2, 3), silent())) {
    expect(item).toBe(1);
    break;
  }
});
