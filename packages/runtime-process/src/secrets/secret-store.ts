/**
 * Values of declared secrets, one file each, mode 0600, in a directory of mode 0700.
 *
 * Kept there so that a supervisor that comes later has them too. No value is ever part of an error.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretDeclaration } from '@nines/catalog';
import { hasCode, NinesError } from '@nines/kernel';
import { writeAtomically } from '../state-directory/write-atomically.ts';

export interface SecretStoreOptions {
  /** Mode 0700; made by whoever opens the state directory. */
  readonly directory: string;
  /** @defaultValue random bytes as base64url */
  readonly generate?: (bytes: number) => string;
}

export class SecretStore {
  readonly #directory: string;
  readonly #generate: (bytes: number) => string;

  constructor(options: SecretStoreOptions) {
    this.#directory = options.directory;
    this.#generate = options.generate ?? ((bytes) => randomBytes(bytes).toString('base64url'));
  }

  /**
   * Values of all declared secrets, by name.
   *
   * @param variables - values from the environment of whoever applies the catalog; a new one replaces the kept one
   * @throws NinesError `SECRET_UNPROVIDED` where a source gives nothing and nothing was kept
   */
  resolve(
    declarations: readonly SecretDeclaration[],
    variables: Readonly<Record<string, string>>,
  ): ReadonlyMap<string, string> {
    return new Map(declarations.map((declaration) => [declaration.name, this.#valueOf(declaration, variables)]));
  }

  /** A secret of Nines' own: made at the first call, the same ever after. */
  own(name: string, bytes = 32): string {
    return this.#read(name) ?? this.#keep(name, this.#generate(bytes));
  }

  #valueOf({ name, source }: SecretDeclaration, variables: Readonly<Record<string, string>>): string {
    const kept = this.#read(name);
    const given = sourceValue(source, variables);
    if (given !== undefined && given !== kept) return this.#keep(name, given);
    if (kept !== undefined) return kept;
    if (source.kind === 'generated') return this.#keep(name, this.#generate(source.bytes));
    const from = source.kind === 'env' ? `environment variable ${source.variable}` : `file ${source.path}`;
    throw new NinesError(
      'SECRET_UNPROVIDED',
      `secret ${name} comes from ${from}, which is not there; provide it and try again`,
    );
  }

  #read(name: string): string | undefined {
    return readText(this.#file(name));
  }

  #keep(name: string, value: string): string {
    writeAtomically(this.#file(name), value);
    return value;
  }

  #file(name: string): string {
    return join(this.#directory, name);
  }
}

/** What the source says now. A file's last line end is the editor's, not the secret's. */
function sourceValue(
  source: SecretDeclaration['source'],
  variables: Readonly<Record<string, string>>,
): string | undefined {
  if (source.kind === 'env') return variables[source.variable];
  return source.kind === 'file' ? readText(source.path)?.replace(/\r?\n$/, '') : undefined;
}

/** Unreadable for another reason than absence is said without what stands in the file. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new NinesError('SECRET_UNREADABLE', `${file} holds a secret and cannot be read; check its owner and mode`);
  }
}
