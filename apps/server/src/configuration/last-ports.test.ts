import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastPorts } from './last-ports.ts';

describe('the ports that were written last', () => {
  it('of an engine are its own, not those of its exporter', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nines-ports-'));
    const targets = join(directory, 'prometheus', 'targets');
    await mkdir(targets, { recursive: true });
    const write = (job: string, instance: string, port: number): Promise<void> =>
      writeFile(
        join(targets, `${job}.json`),
        JSON.stringify([{ targets: [`127.0.0.1:${port}`], labels: { instance } }]),
      );
    await write('nines-postgres-exporter', 'postgres-0', 9_187);
    await write('web', 'web-0', 8_080);
    expect(await lastPorts(directory)).toEqual(new Map([['web-0', 8_080]]));
    await rm(directory, { recursive: true });
  });
});
