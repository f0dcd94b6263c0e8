/** What must be there before anything can start: folders, programs, runbooks. */
import { relative, resolve } from 'node:path';
import { isUrl } from '../build/build-monitoring.ts';
import { commandSearchPath } from '../command-search-path.ts';
import { shellSyntaxIn, splitCommand } from '../command-words.ts';
import { reportAt } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import type { RunSpec } from '../model.ts';
import type { SourcePath } from '../source/node.ts';

const PROBES = ['startup', 'liveness', 'readiness'] as const;

export const checkMachine: Check = (inspection) => {
  checkRunbooks(inspection);
  for (const subject of inspection.services.values()) {
    checkRunbook(inspection, subject);
    const { run } = subject.service;
    if (run !== undefined) checkRun(inspection, subject, run);
  }
};

function checkRun(inspection: Inspection, { name, path, input }: InspectedService, run: RunSpec): void {
  if (!inspection.environment.directoryExists(run.cwd)) {
    const shown = relative(inspection.catalog.directory, run.cwd) || '.';
    const hint = 'it starts from the folder of this file';
    const message = `${name} is to run in ${shown}, which is no folder`;
    reportAt(inspection, 'CATALOG_DIRECTORY_NOT_FOUND', [...path, 'run', 'cwd'], message, { hint });
    return;
  }
  const commandPath = typeof input.run === 'string' ? [...path, 'run'] : [...path, 'run', 'command'];
  checkCommand(inspection, commandPath, run.command, run);
  for (const kind of PROBES) {
    const probe = input.health?.[kind];
    if (typeof probe !== 'object' || probe.exec === undefined) continue;
    checkCommand(inspection, [...path, 'health', kind, 'exec'], probe.exec, { ...run, shell: false });
  }
}

function checkCommand(inspection: Inspection, path: SourcePath, command: string, run: RunSpec): void {
  if (run.shell) {
    checkProgram(inspection, path, '/bin/sh', run);
    return;
  }
  const split = splitCommand(command);
  if (!split.ok) {
    const hint = 'quote as in a shell, or ask for one with `shell: true`';
    reportAt(inspection, 'CATALOG_BAD_COMMAND', path, `the command ${split.reason}`, { hint });
    return;
  }
  const shellSyntax = shellSyntaxIn(split.words);
  if (shellSyntax !== undefined) {
    const message = `${shellSyntax} is for a shell, and the command is run without one`;
    const hint = 'add `shell: true`, or use `env` for variables';
    reportAt(inspection, 'CATALOG_COMMAND_NEEDS_SHELL', path, message, { severity: 'warning', hint });
  }
  const [program = ''] = split.words;
  if (program !== shellSyntax) checkProgram(inspection, path, program, run);
}

function checkProgram(inspection: Inspection, path: SourcePath, program: string, { cwd }: RunSpec): void {
  if (program.includes('${')) return; // known when it is started
  const { environment, catalog } = inspection;
  if (environment.commandExists(program, cwd, commandSearchPath(catalog.directory, cwd))) return;
  const hint = program.includes('/')
    ? 'the path starts from `cwd`; the file must be there and executable'
    : 'looked for in node_modules/.bin and on PATH; install it, or give its path';
  reportAt(inspection, 'CATALOG_COMMAND_NOT_FOUND', path, `there is no command ${program}`, { hint });
}

function checkRunbooks(inspection: Inspection): void {
  const { catalog, environment, platform } = inspection;
  const named = platform.monitoring.runbooks;
  if (named === undefined || isUrl(named) || environment.directoryExists(catalog.monitoring.runbooks)) return;
  const message = `links to runbooks lead to ${named}, which is no folder`;
  const hint = 'correct it, or remove `runbooks`: links then lead to those that come with Nines';
  const path = ['monitoring', 'runbooks'];
  reportAt(inspection, 'CATALOG_RUNBOOK_NOT_FOUND', path, message, { severity: 'warning', hint });
}

function checkRunbook(inspection: Inspection, { name, path, input }: InspectedService): void {
  if (input.runbook === undefined) return;
  if (inspection.environment.fileExists(resolve(inspection.catalog.directory, input.runbook))) return;
  const message = `the runbook of ${name}, ${input.runbook}, is not there`;
  const hint = 'write it, or remove `runbook`';
  reportAt(inspection, 'CATALOG_RUNBOOK_NOT_FOUND', [...path, 'runbook'], message, { severity: 'warning', hint });
}
