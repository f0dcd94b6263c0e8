import { describe, expect, it } from 'vitest';
import { BackupWriter, readBackup } from './backup-lines.ts';

const HEADER = { format: 1, takenAt: '2026-11-10T09:00:00.000Z', migrations: ['0001'], columns: { events: ['id'] } };
const ABOUT = { catalog: null };

async function readHeader(header: unknown): Promise<unknown> {
  async function* lines(): AsyncGenerator<string> {
    yield await Promise.resolve(`{"nines":"backup","header":${JSON.stringify(header)}}`);
  }
  return (await readBackup(lines()).next()).value;
}

describe('the header of a backup', () => {
  it('is read as it was written', async () => {
    const line = new BackupWriter().header({ ...HEADER, about: ABOUT });
    expect(await readHeader((JSON.parse(line) as { header: unknown }).header)).toEqual({ ...HEADER, about: ABOUT });
  });

  it.each([
    null,
    'text',
    [],
    {},
    { ...HEADER, about: undefined },
    { ...HEADER, about: ABOUT, format: '1' },
    { ...HEADER, about: ABOUT, migrations: undefined },
    { ...HEADER, about: ABOUT, migrations: [1] },
    { ...HEADER, about: ABOUT, columns: undefined },
    { ...HEADER, about: ABOUT, columns: { events: 'id' } },
    { ...HEADER, about: ABOUT, takenAt: 'yesterday' },
    { ...HEADER, about: ABOUT, takenAt: '2026-02-31T09:00:00.000Z' },
  ])('is damaged where it is %j', async (header) => {
    await expect(readHeader(header)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  });
});
