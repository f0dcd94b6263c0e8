/** Secrets that the server needs, from the state directory. Values are never logged. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signDeclaredLoad } from '@nines/mesh/declared-load';
import { NinesError } from '@nines/kernel';
import { monitoringDirectory, secretFile } from '@nines/runtime-process/client';
import { MONITORING_FILES } from '@nines/render/commands';

/** Probes are told from users by this source; whatever begins with `probe` is one. */
const PROBE = 'probe';
/** The longest that a mark may live, ms. */
const MARK_LIFE_MS = 300_000;

export class ServerSecrets {
  readonly #stateDirectory: string;

  constructor(stateDirectory: string) {
    this.#stateDirectory = stateDirectory;
  }

  /** @throws NinesError `SECRET_MISSING` */
  value(name: string): string {
    const value = readIfThere(secretFile(this.#stateDirectory, name));
    if (value !== undefined) return value;
    throw new NinesError('SECRET_MISSING', `secret ${name} has no value; declare it and run "nines up" again`, {
      details: { name },
    });
  }

  /** The mark of probes, good for five minutes; undefined where there is no key to sign it with. */
  probeMark(nowMs: number): string | undefined {
    const key = readIfThere(secretFile(this.#stateDirectory, 'NINES_LOAD_KEY'));
    return key === undefined ? undefined : signDeclaredLoad(key, PROBE, nowMs + MARK_LIFE_MS);
  }

  /** What Alertmanager has to show when it tells of alerts. Made at its first use. */
  webhookToken(): string {
    return keptToken(join(monitoringDirectory(this.#stateDirectory), MONITORING_FILES.webhookToken));
  }
}

function keptToken(file: string): string {
  const kept = readIfThere(file);
  if (kept !== undefined && kept !== '') return kept;
  const token = randomBytes(32).toString('base64url');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
