import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeDraft } from './write-draft.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nines-draft-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filesOf = (text: string, to = folder) =>
  ['incident-7.md', 'incident-7-latency.svg'].map((name) => ({ file: join(to, name), text }));
const read = (name: string, from = folder): string => readFileSync(join(from, name), 'utf8');

it('a draft is written, also into a folder that is not there yet', async () => {
  const inner = join(folder, 'of', 'november');
  await writeDraft(filesOf('new', inner), { isForced: false });
  expect(readdirSync(inner).map((name) => [name, read(name, inner)])).toEqual([
    ['incident-7-latency.svg', 'new'],
    ['incident-7.md', 'new'],
  ]);
});

it.each(['incident-7.md', 'incident-7-latency.svg'])(
  'a draft replaces no %s, unless that is asked for',
  async (name) => {
    writeFileSync(join(folder, name), 'what somebody wrote');
    await expect(writeDraft(filesOf('new'), { isForced: false })).rejects.toMatchObject({
      code: 'CLI_FILE_EXISTS',
      message: `${join(folder, name)} is there already, perhaps with what people wrote; name another folder, or replace it by --force`,
    });
    expect(readdirSync(folder)).toEqual([name]);
    expect(read(name)).toBe('what somebody wrote');
    await writeDraft(filesOf('new'), { isForced: true });
    expect([read('incident-7.md'), read('incident-7-latency.svg')]).toEqual(['new', 'new']);
  },
);
