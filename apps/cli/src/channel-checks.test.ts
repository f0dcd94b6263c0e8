import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkChannels } from './channel-checks.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-channels-`);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function write(name: string, text: string, mode = 0o600): void {
  writeFileSync(join(directory, name), text, { mode });
}

async function check(environment: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const findings = await checkChannels({ directory, options: {}, environment });
  return findings.map(({ verdict, what, seen, remedy }) => `${verdict} ${what}: ${seen} (${remedy ?? ''})`);
}

const CATALOG = 'metadata: { name: shop }\nservices: { db: { engine: postgres } }\n';

test('without a catalog there is nothing to say', async () => {
  expect(await check()).toEqual([]);
});

test('who is told, and by which variable of which place', async () => {
  write('nines.yaml', CATALOG);
  write('.env', 'SLACK_WEBHOOK_URL=https://hooks.slack.com/services/a/b/c\n');
  expect(await check()).toEqual(['fine who is told: incidents are told to slack (SLACK_WEBHOOK_URL from .env) ()']);
});

test('half a channel is told, and how to make it whole', async () => {
  write('nines.yaml', CATALOG);
  const findings = await check({ TELEGRAM_TOKEN: '12:ab' });
  expect(findings[0]).toContain(
    'limited who is told: Telegram is not told: TELEGRAM_TOKEN is set and TELEGRAM_CHAT_ID',
  );
  expect(findings[1]).toContain('nobody is told of them');
});

test('a file of secrets that others may read, and a catalog with faults', async () => {
  write('nines.yaml', 'metadata: { name: shop }\nservices: { db: { engine: postgre } }\n');
  write('.env', 'A=b\n', 0o644);
  const findings = await check();
  expect(findings[0]).toContain('limited .env: other users');
  expect(findings[1]).toContain('has faults (nines validate');
});
