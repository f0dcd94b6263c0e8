/** The objects of OpenSLO in documents, by kind and name, so that they find each other. */
import { suggestName } from '@nines/catalog/source';
import type { SourcePath } from '@nines/catalog/source';
import type { z } from 'zod';
import { readShape, reportAt } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { alertCondition, alertNotificationTarget, alertPolicy } from './alert-schema.ts';
import { API_VERSION } from './metadata-schema.ts';
import { dataSource, sli } from './sli-schema.ts';
import { service, slo } from './slo-schema.ts';

const SCHEMAS = {
  SLO: slo,
  SLI: sli,
  Service: service,
  DataSource: dataSource,
  AlertPolicy: alertPolicy,
  AlertCondition: alertCondition,
  AlertNotificationTarget: alertNotificationTarget,
};

export type Kind = keyof typeof SCHEMAS;

/** Names that a wrong one is compared with. */
const MOST_COMPARED = 100;

/** An object and where it stands. */
export interface Entry<K extends Kind> {
  readonly reading: Reading;
  readonly object: z.output<(typeof SCHEMAS)[K]>;
}

export class Objects {
  /** By name, of each kind; undefined where the object is not sound, which is reported already. */
  readonly #entries = new Map<Kind, Map<string, Entry<Kind> | undefined>>();

  /** Takes a document in, if it is an object that can be understood. */
  add(reading: Reading): void {
    const kind = kindOf(reading);
    if (kind === undefined) return;
    const name = reading.document.textAt(['metadata', 'name']);
    const object = readShape(reading, SCHEMAS[kind]);
    const entries = this.#ofKind(kind);
    if (name !== '' && entries.has(name)) {
      const message = `there is another ${kind} with the name ${name}`;
      reportAt(reading, 'SLO_DUPLICATE_NAME', ['metadata', 'name'], message, { hint: 'choose another name' });
      return;
    }
    entries.set(name, object === undefined ? undefined : { reading, object });
  }

  /** In the order of the documents. */
  all<K extends Kind>(kind: K): readonly Entry<K>[] {
    return [...this.#ofKind(kind).values()].flatMap((entry) => entry ?? []);
  }

  /** The object of a name, or `missing`; undefined where it is there and not sound. */
  find<K extends Kind>(kind: K, name: string): Entry<K> | 'missing' | undefined {
    const entries = this.#ofKind(kind);
    return entries.has(name) ? entries.get(name) : 'missing';
  }

  /** As `find`; that there is none is an error at `path`, where the name stands. */
  resolve<K extends Kind>(
    reading: Reading,
    path: SourcePath,
    kind: K,
    name: string,
    hint?: string,
  ): Entry<K> | undefined {
    const found = this.find(kind, name);
    if (found !== 'missing') return found;
    const known = this.#ofKind(kind).keys().take(MOST_COMPARED);
    reportAt(reading, 'SLO_UNKNOWN_REFERENCE', path, `there is no ${kind} ${name}`, {
      hint: hint ?? suggestName(name, known),
    });
    return undefined;
  }

  #ofKind<K extends Kind>(kind: K): Map<string, Entry<K> | undefined> {
    const known = this.#entries.get(kind);
    const entries = known ?? new Map<string, Entry<Kind> | undefined>();
    if (known === undefined) this.#entries.set(kind, entries);
    return entries;
  }
}

/** Undefined where the version or the kind is none that is read, which is reported. */
function kindOf(reading: Reading): Kind | undefined {
  const { document } = reading;
  const version = document.textAt(['apiVersion']);
  if (version !== API_VERSION) {
    const later = version.includes('/v2alpha') ? ', for later' : '';
    const message = `OpenSLO ${version.slice(version.indexOf('/') + 1)} is not read yet${later}`;
    reportAt(reading, 'SLO_UNSUPPORTED', ['apiVersion'], message, { hint: `write it as \`${API_VERSION}\`` });
    return undefined;
  }
  const kind = document.textAt(['kind']);
  if (Object.hasOwn(SCHEMAS, kind)) return kind as Kind;
  const message = kind === '' ? 'kind is missing' : `OpenSLO has no kind ${kind}`;
  reportAt(reading, 'SLO_BAD_VALUE', ['kind'], message, { hint: suggestName(kind, Object.keys(SCHEMAS)) });
  return undefined;
}
