/** Objectives from whatever files a command names: a nines.yaml, or documents of OpenSLO, Sloth or Pyrra. */
import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { loadCatalog, nodeCatalogEnvironment } from '@nines/catalog';
import type { CatalogEnvironment } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { hasErrors } from '@nines/kernel';
import { inOrder, objectiveFindings, objectivesOf, readObjectiveFiles, withoutRepeated } from '@nines/slo';
import type { Objective, ObjectiveFile } from '@nines/slo';
import { findCatalogFile } from '../catalog-file.ts';
import type { Invocation } from '../command.ts';
import { explainFindings } from '../explain-findings.ts';
import { readTextFile } from '../text-file.ts';
import { isCatalog } from './is-catalog.ts';

export interface ReadFiles {
  readonly objectives: readonly Objective[];
  /** File by file, in the order of each; files as seen from where the command was typed. */
  readonly diagnostics: readonly Diagnostic[];
}

const CATALOG = 'nines.yaml';

/**
 * The objectives of `--file` and of the files that are named besides, else of the nearest nines.yaml.
 *
 * @throws NinesError `CLI_INVALID_INPUT` where a file cannot be read as text
 */
export async function readNamedFiles(invocation: Invocation): Promise<ReadFiles> {
  const named = await Promise.all(
    (await namedFiles(invocation)).map(async (file) => ({ file, text: await readTextFile(file) })),
  );
  const documents = named.filter(({ file, text }) => !isCatalog(text, file));
  const catalogs = named.filter((file) => !documents.includes(file));
  const read = [...catalogs.map((catalog) => ofCatalog(catalog, invocation)), ofDocuments(documents)];
  const shown = (file: string): string => relative(invocation.directory, file);
  const { objectives, findings } = withoutRepeated(
    read.flatMap((each) =>
      each.objectives.map((objective) => {
        const { place } = objective;
        return { ...objective, place: { ...place, file: shown(place.file) } };
      }),
    ),
  );
  const told = read.flatMap(({ diagnostics }) => diagnostics).map((each) => ({ ...each, file: shown(each.file) }));
  return { objectives, diagnostics: inOrder([...told, ...findings]) };
}

/** The objectives, or undefined after all faults were printed to stderr. Warnings are printed in either case. */
export async function objectivesOrExplain(invocation: Invocation): Promise<readonly Objective[] | undefined> {
  const { diagnostics, objectives } = await readNamedFiles(invocation);
  explainFindings(diagnostics, invocation);
  return hasErrors(diagnostics) ? undefined : objectives;
}

async function namedFiles(invocation: Invocation): Promise<readonly string[]> {
  const { args, directory, options } = invocation;
  const { file } = options;
  const named = [...(typeof file === 'string' ? [file] : []), ...args];
  if (named.length === 0) return [await findCatalogFile(invocation)];
  const files = await Promise.all(named.map((path) => catalogOfFolder(resolve(directory, path))));
  return [...new Set(files)];
}

/** A folder means the nines.yaml in it. */
async function catalogOfFolder(path: string): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() === true ? join(path, CATALOG) : path;
}

function ofCatalog({ file, text }: ObjectiveFile, { environment }: Invocation): ReadFiles {
  const machine = everythingProvided(nodeCatalogEnvironment(environment));
  const { catalog, diagnostics } = loadCatalog(file, text, machine);
  if (catalog === undefined) return { objectives: [], diagnostics };
  const read = objectivesOf(catalog);
  return { objectives: read.objectives, diagnostics: [...diagnostics, ...read.diagnostics] };
}

/** Together, since they may refer to each other. */
function ofDocuments(files: readonly ObjectiveFile[]): ReadFiles {
  const { diagnostics, objectives } = readObjectiveFiles(files);
  return { objectives, diagnostics: [...diagnostics, ...objectives.flatMap(objectiveFindings)] };
}

/** A machine with all that a platform needs: objectives are judged also where that cannot run. */
function everythingProvided(machine: CatalogEnvironment): CatalogEnvironment {
  return {
    ...machine,
    commandExists: () => true,
    directoryExists: () => true,
    fileExists: () => true,
    variable: (name) => machine.variable(name) ?? name,
  };
}
