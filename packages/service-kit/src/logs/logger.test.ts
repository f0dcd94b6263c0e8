import { expect, it } from 'vitest';

import { createLogger } from './logger.ts';

it('never writes a secret, wherever a careless object carries it', () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'test', level: 'info', destination });
  logger.info({ password: 'hunter2', body: { refreshToken: 'hunter2' }, headers: { authorization: 'hunter2' } }, 'x');
  logger.info({ request: { headers: { cookie: 'hunter2' } } }, 'x');
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toContain('hunter2');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', service: 'test', password: '[redacted]' });
});
