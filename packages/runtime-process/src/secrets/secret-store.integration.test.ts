import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { SecretDeclaration } from '@nines/catalog';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SecretStore } from './secret-store.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-secrets-`);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const generatedKey: SecretDeclaration = { name: 'KEY', source: { kind: 'generated', bytes: 32 } };
const fromEnv: SecretDeclaration = { name: 'TOKEN', source: { kind: 'env', variable: 'MY_TOKEN' } };
const fromFile: SecretDeclaration = { name: 'CERT', source: { kind: 'file', path: 'cert.txt' } };

test('generates once, for the owner only', () => {
  new SecretStore(directory).resolve([generatedKey], {}, '/');
  const first = new SecretStore(directory).value('KEY');
  expect(first).toMatch(/^[\w-]{43}$/);
  new SecretStore(directory).resolve([generatedKey], {}, '/');
  expect(new SecretStore(directory).value('KEY')).toEqual(first);
  expect(statSync(`${directory}/KEY`).mode & 0o777).toBe(0o600);
});

test('a provided value is kept for later, and replaced by a new one', () => {
  writeFileSync(`${directory}/cert.txt`, 'one\n');
  const store = new SecretStore(directory);
  store.resolve([fromEnv, fromFile], { MY_TOKEN: 'a' }, directory);
  expect([store.value('TOKEN'), store.value('CERT')]).toEqual(['a', 'one']);
  rmSync(`${directory}/cert.txt`);
  store.resolve([fromEnv, fromFile], {}, directory);
  expect([store.value('TOKEN'), store.value('CERT')]).toEqual(['a', 'one']);
  store.resolve([fromEnv], { MY_TOKEN: 'b' }, directory);
  expect(store.value('TOKEN')).toBe('b');
});

test('an empty value is none', () => {
  writeFileSync(`${directory}/cert.txt`, '\n');
  const store = new SecretStore(directory);
  expect(() => store.resolve([fromEnv, fromFile], { MY_TOKEN: '' }, directory)).toThrow('no value for TOKEN');
  store.resolve([fromEnv], { MY_TOKEN: 'a' }, directory);
  store.resolve([fromEnv], { MY_TOKEN: '' }, directory);
  expect(store.value('TOKEN')).toBe('a');
});

test('names everything that is missing, and no value', () => {
  const store = new SecretStore(directory);
  expect(() => {
    store.resolve([generatedKey, fromEnv, fromFile], {}, directory);
  }).toThrow('no value for TOKEN (environment variable MY_TOKEN), CERT (file cert.txt); provide it and try again');
  expect(() => store.value('../KEY')).toThrow(expect.objectContaining({ code: 'SECRET_NAME' }));
  expect(readdirSync(directory)).toEqual(['KEY']);
});
