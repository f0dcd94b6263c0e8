/** How instances of a service are launched. */
import { delimiter } from 'node:path';
import { interpolate, splitCommand } from '@nines/catalog/vocabulary';
import type { RunSpec, Service } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { LaunchTemplate } from './plan.ts';
import { resolveReference } from './references.ts';
import type { ReferenceValues } from './references.ts';

export interface ServiceTemplateOptions {
  readonly values: ReferenceValues;
  /** What every instance is given: PATH, HOME, LANG and the like, nothing secret. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** Folders searched for programs before PATH. */
  readonly searchPath: readonly string[];
}

/** The template of a service that is run by a command. */
export function serviceTemplate(service: Service, run: RunSpec, options: ServiceTemplateOptions): LaunchTemplate {
  const { values, baseEnvironment, searchPath } = options;
  const words = commandWords(service.name, run);
  const path = [...searchPath, baseEnvironment['PATH'] ?? ''].join(delimiter);
  return {
    program: (place) => {
      const fill = (text: string): string =>
        interpolate(text, (expression) => resolveReference(expression, place, values));
      const own = Object.entries(service.env).map(([name, text]) => [name, fill(text)] as const);
      const secrets = service.secrets.map((name) => [name, values.secret(name)] as const);
      const port: Record<string, string> = place.port === null ? {} : { PORT: String(place.port) };
      return {
        argv: words.map(fill),
        env: { ...baseEnvironment, PATH: path, ...port, ...Object.fromEntries([...own, ...secrets]) },
      };
    },
    cwd: run.cwd,
    listens: service.port === undefined ? { kind: 'none' } : service.listens,
    stopSignal: service.stop.signal,
    limits: service.resources.limits,
  };
}

function commandWords(service: string, run: RunSpec): readonly string[] {
  if (run.shell) return ['/bin/sh', '-c', run.command];
  const split = splitCommand(run.command);
  if (split.ok) return split.words;
  throw new NinesError('RUNTIME_BAD_COMMAND', `the command of "${service}" ${split.reason}`);
}
