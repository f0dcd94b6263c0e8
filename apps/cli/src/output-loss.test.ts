import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { isReaderGone, watchOutput } from './output-loss.ts';

function errno(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

test('a reader that goes away is told once, whichever stream notices', () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const reasons: Error[] = [];
  watchOutput([stdout, stderr], (reason) => reasons.push(reason));
  stderr.emit('error', errno('EPIPE'));
  stdout.emit('error', errno('EPIPE'));
  stdout.emit('error', errno('EPIPE'));
  expect(reasons.map(isReaderGone)).toEqual([true]);
});

test('a full disk is a failure', () => {
  const stdout = new PassThrough();
  const reasons: Error[] = [];
  watchOutput([stdout], (reason) => reasons.push(reason));
  stdout.emit('error', errno('ENOSPC'));
  expect(reasons).toMatchObject([{ code: 'CLI_OUTPUT_FAILED', message: 'cannot write the output: write ENOSPC' }]);
  expect(isReaderGone(reasons[0])).toBe(false);
});
