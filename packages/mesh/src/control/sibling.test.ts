import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siblingAnswers } from './sibling.ts';

describe('the sibling of a mesh', () => {
  let directory: string;
  let server: Server;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sibling-'));
    server = createServer();
  });

  afterEach(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });

  const answers = async (): Promise<boolean> => await siblingAnswers(join(directory, 'mesh-0.sock'));

  it.each([
    ['mesh-1.sock', true],
    ['mesh-0.sock', false],
    ['api-1.sock', false],
  ])('answers at %s: %s', async (name, expected) => {
    server.listen(join(directory, name));
    await once(server, 'listening');
    expect(await answers()).toBe(expected);
  });

  it('does not answer at what a killed process left, nor where nothing is', async () => {
    server.listen(join(directory, 'other.sock'));
    await once(server, 'listening');
    renameSync(join(directory, 'other.sock'), join(directory, 'mesh-1.sock'));
    server.close();
    await once(server, 'close');
    expect(await answers()).toBe(false);
    expect(await siblingAnswers('/nowhere/mesh-0.sock')).toBe(false);
  });
});
