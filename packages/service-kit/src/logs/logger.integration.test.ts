import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';

const PROGRAM = `
  import { createLogger } from ${JSON.stringify(new URL('logger.ts', import.meta.url).href)};
  const logger = createLogger({ service: 'test', level: 'info' });
  for (let line = 0; line < 3; line += 1) logger.info({ padding: 'x'.repeat(1_000_000) }, 'lost');
  process.exitCode = 7;
`;

it('costs lines, and not the service, where the disk is full', () => {
  const full = openSync('/dev/full', 'w');
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', full, 'inherit'],
  });
  closeSync(full);
  expect(status).toBe(7);
});
