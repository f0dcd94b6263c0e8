import { expect, test } from 'vitest';
import type { ServiceStatus } from '@nines/kernel';
import { earlierServer } from './earlier-server.ts';

const THERE = import.meta.filename;
const GONE = `${import.meta.filename}.sock`;

function server(ready: number): { system: readonly ServiceStatus[] } {
  return { system: [{ name: 'nines-server', kind: 'service', url: null, desired: 1, ready, instances: [] }] };
}

test('a server that is ready without a socket is of an earlier version', () => {
  expect(earlierServer(server(1), GONE)).toContain('nines restart nines-server');
});

test('one that answers on its socket, is not ready yet or is not wanted is not', () => {
  expect(earlierServer(server(1), THERE)).toBeUndefined();
  expect(earlierServer(server(0), GONE)).toBeUndefined();
  expect(earlierServer({ system: [] }, GONE)).toBeUndefined();
});
