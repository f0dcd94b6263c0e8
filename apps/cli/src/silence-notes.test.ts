import { expect, it } from 'vitest';
import { restoredNote, takenNote } from './silence-notes.ts';

it('a backup without silences is told of when it is taken', () => {
  expect(takenNote({})).toBeUndefined();
  expect(takenNote({ 'nines-backup-lacks': 'silences' })).toMatch(/^silences are not in it: Alertmanager is away; /);
});

it.each([
  [0, undefined],
  [null, 'the backup has no silences: Alertmanager was away when it was taken'],
  [1, '1 silence was not put back: '],
  [3, '3 silences were not put back: '],
])('where %j silences are missing after a restore, that is told with what to do', (silencesMissing, words) => {
  const note = restoredNote({ silencesMissing });
  expect(note?.slice(0, words?.length)).toBe(words);
  if (typeof silencesMissing === 'number' && silencesMissing > 0) {
    expect(note).toContain('Restore once more when it is ready, or set them by nines alert silence');
  }
});
