import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PortAllocator } from './port-allocator.ts';
import { portBlocks } from './port-range.ts';

let directory: string;
let opened: PortAllocator[];

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-ports-`);
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((allocator) => allocator.close()));
  rmSync(directory, { recursive: true });
});

function open(name = 'ports.json', reserved = new Set<number>()): PortAllocator {
  const allocator = new PortAllocator({ file: `${directory}/${name}`, reserved: () => reserved });
  opened.push(allocator);
  return allocator;
}

test('blocks lie outside the range for outgoing connections', () => {
  const blocks = portBlocks('32768\t60999\n');
  expect(blocks.length).toBeGreaterThan(100);
  expect(blocks.some(({ first, last }) => last >= 32_768 && first <= 60_999)).toBe(false);
  expect(portBlocks('1024 65535').length).toBeGreaterThan(100);
});

test('names that ask at once get different ports, and keep them over a restart of the supervisor', async () => {
  const first = open();
  const names = Array.from({ length: 30 }, (_, index) => `slot:web-${index}`);
  const ports = await Promise.all(names.map((name) => first.portOf(name)));
  expect(new Set(ports).size).toBe(30);
  await first.close();
  const second = open();
  expect(await Promise.all(names.map((name) => second.portOf(name)))).toEqual(ports);
});

test('a port that is in use by our own running process is kept', async () => {
  const first = open();
  const port = await first.portOf('edge:portal>api');
  await first.close();
  const mesh = createServer().listen(port, '127.0.0.1');
  await once(mesh, 'listening');
  const second = open();
  expect(await second.portOf('edge:portal>api')).toBe(port);
  expect(await second.replace('edge:portal>api')).not.toBe(port);
  mesh.close();
});

test('after a restart of the machine a port that is taken by now is replaced', async () => {
  const first = open();
  const port = await first.portOf('slot:web-0');
  await first.close();
  const file = `${directory}/ports.json`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"bootId":"[^"]+"/, '"bootId":"before"'));
  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  expect(await open().portOf('slot:web-0')).not.toBe(port);
  stranger.close();
});

test('platforms of one machine never share a block, and a closed one leaves nothing', async () => {
  const allocators = Array.from({ length: 5 }, (_, index) => open(`${index}.json`));
  const ports = await Promise.all(allocators.map((allocator) => allocator.portOf('a')));
  expect(new Set(ports.map((port) => Math.floor(port / 100))).size).toBe(5);
  await allocators[0]?.releaseAll();
  expect(existsSync(`${directory}/0.json`)).toBe(false);
});

test('keeps away from the ports of the catalog, and says when none is left', async () => {
  const blocks = [{ first: 20_000, last: 20_001 }];
  const make = (reserved: number[]): PortAllocator => {
    const allocator = new PortAllocator({ file: `${directory}/small.json`, reserved: () => new Set(reserved), blocks });
    opened.push(allocator);
    return allocator;
  };
  await expect(make([20_000, 20_001]).portOf('a')).rejects.toMatchObject({ code: 'RUNTIME_NO_PORT' });
});
