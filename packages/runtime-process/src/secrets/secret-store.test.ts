import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SecretDeclaration } from '@nines/catalog';
import { SecretStore } from './secret-store.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-secrets-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const GENERATED: SecretDeclaration = { name: 'KEY', source: { kind: 'generated', bytes: 32 } };
const FROM_ENVIRONMENT: SecretDeclaration = { name: 'TOKEN', source: { kind: 'env', variable: 'MY_TOKEN' } };

it('generates once and keeps, for its owner alone', () => {
  const first = new SecretStore({ directory }).resolve([GENERATED], {}).get('KEY');
  expect(first).toMatch(/^[\w-]{43}$/);
  expect(new SecretStore({ directory }).resolve([GENERATED], {}).get('KEY')).toBe(first);
  expect(statSync(join(directory, 'KEY')).mode & 0o777).toBe(0o600);
});

it('keeps what an environment gave, until another value is given', () => {
  const store = new SecretStore({ directory });
  expect(store.resolve([FROM_ENVIRONMENT], { MY_TOKEN: 'one' }).get('TOKEN')).toBe('one');
  expect(store.resolve([FROM_ENVIRONMENT], {}).get('TOKEN')).toBe('one');
  expect(store.resolve([FROM_ENVIRONMENT], { MY_TOKEN: 'two' }).get('TOKEN')).toBe('two');
});

it('reads a file without its last line end', () => {
  const path = join(directory, 'elsewhere');
  writeFileSync(path, 'sesame\n');
  const store = new SecretStore({ directory });
  expect(store.resolve([{ name: 'DOOR', source: { kind: 'file', path } }], {}).get('DOOR')).toBe('sesame');
});

it('says what is missing', () => {
  const store = new SecretStore({ directory });
  expect(() => store.resolve([FROM_ENVIRONMENT], {})).toThrow(expect.objectContaining({ code: 'SECRET_UNPROVIDED' }));
});
