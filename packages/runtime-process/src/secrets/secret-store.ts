/**
 * Values of declared secrets, kept in the state directory so that a supervisor that takes over has them too.
 *
 * Values leave this module only through `value` and `generateOnce`; no error and no event ever holds one.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SecretDeclaration } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import { writeAtomically } from '../state-directory/write-atomically.ts';

/** A name becomes a file name and an environment variable. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export class SecretStore {
  readonly #directory: string;

  /** @param directory existing and closed to others: `StateDirectory.secrets` */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Brings the store up to date. A value from a file or the environment replaces the kept one; where there is none
   * now, the kept one goes on serving. A generated value is made once.
   *
   * @param env where `env` secrets are looked up
   * @param baseDirectory what relative file paths start from
   * @throws NinesError `SECRET_MISSING` with the names of all that have no value; `STATE_UNWRITABLE`, `STATE_DISK_FULL`
   */
  resolve(
    declarations: readonly SecretDeclaration[],
    env: Readonly<Record<string, string | undefined>>,
    baseDirectory: string,
  ): void {
    const missing: string[] = [];
    for (const declaration of declarations) {
      const kept = this.#read(declaration.name);
      const given = provided(declaration, env, baseDirectory);
      const value = (given === '' ? undefined : given) ?? kept ?? generated(declaration);
      if (value === undefined) missing.push(`${declaration.name} (${originOf(declaration)})`);
      else if (value !== kept) writeAtomically(this.#fileOf(declaration.name), value);
    }
    if (missing.length === 0) return;
    throw new NinesError('SECRET_MISSING', `no value for ${missing.join(', ')}; provide it and try again`, {
      details: { secrets: missing },
    });
  }

  /** @throws NinesError `SECRET_MISSING` */
  value(name: string): string {
    const value = this.#read(name);
    if (value === undefined)
      throw new NinesError('SECRET_MISSING', `secret ${name} has no value; declare it and run "nines up" again`, {
        details: { name },
      });
    return value;
  }

  /** A value of Nines' own, made at its first use: 32 random bytes. */
  generateOnce(name: string): string {
    const kept = this.#read(name);
    if (kept !== undefined) return kept;
    const value = randomText(32);
    writeAtomically(this.#fileOf(name), value);
    return value;
  }

  /** A value of Nines' own that somebody gave it; undefined where nobody did. */
  given(name: string): string | undefined {
    return this.#read(name);
  }

  /** Keeps a value of Nines' own; undefined forgets it. @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL` */
  give(name: string, value: string | undefined): void {
    if (value === undefined) rmSync(this.#fileOf(name), { force: true });
    else if (value !== this.#read(name)) writeAtomically(this.#fileOf(name), value);
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(this.#fileOf(name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #fileOf(name: string): string {
    if (!NAME.test(name))
      throw new NinesError('SECRET_NAME', `"${name}" cannot be the name of a secret; use letters, digits and "_"`, {
        details: { name },
      });
    return `${this.#directory}/${name}`;
  }
}

function provided(
  { source }: SecretDeclaration,
  env: Readonly<Record<string, string | undefined>>,
  baseDirectory: string,
): string | undefined {
  if (source.kind === 'env') return env[source.variable];
  if (source.kind === 'generated') return undefined;
  try {
    // Editors end files with a line end that is no part of the secret.
    return readFileSync(resolve(baseDirectory, source.path), 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}

function generated({ source }: SecretDeclaration): string | undefined {
  return source.kind === 'generated' ? randomText(source.bytes) : undefined;
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function originOf({ source }: SecretDeclaration): string {
  if (source.kind === 'env') return `environment variable ${source.variable}`;
  return source.kind === 'file' ? `file ${source.path}` : 'generated';
}
