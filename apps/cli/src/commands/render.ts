import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { trustFile } from '@nines/certificates';
import { certificatesDirectory, monitoringDirectory } from '@nines/runtime-process';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOrExplain } from '../load-catalog.ts';
import { locatePlatform } from '../locate-platform.ts';
import { viewOfCatalog, viewOfRunning } from '../monitoring-view.ts';
import { renderedFiles } from '../rendered-files.ts';
import type { RenderedFile } from '../rendered-files.ts';

const NOT_RUNNING =
  'the platform does not run: what it would choose ports for is missing from targets, and programs are at their usual ports';

export const render: CommandHandler = async (invocation) => {
  const platform = await locatePlatform(invocation);
  const loaded = await loadOrExplain(platform.catalogFile, invocation);
  if (loaded === undefined) return EXIT.invalidInput;
  const { catalog } = loaded;
  const report = await platform.reportIfRunning();
  if (report === undefined) invocation.output.note(NOT_RUNNING);
  const files = await renderedFiles(invocation.args[0], {
    catalog,
    ...(report === undefined ? viewOfCatalog(catalog) : viewOfRunning(report.status)),
    monitoringDirectory: monitoringDirectory(platform.stateDirectory),
    certificateAuthorityFile: trustFile(certificatesDirectory(platform.stateDirectory)),
  });
  const folder = invocation.options['output'];
  if (typeof folder === 'string') await writeAll(files, resolve(invocation.directory, folder), invocation);
  else printAll(files, invocation);
  return EXIT.fine;
};

async function writeAll(files: readonly RenderedFile[], folder: string, invocation: Invocation): Promise<void> {
  for (const { path, text } of files) {
    invocation.signal.throwIfAborted();
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    invocation.output.print(relative(invocation.directory, file));
  }
}

/** One document is the file itself; several are a stream of YAML documents, of which JSON is a part. */
function printAll(files: readonly RenderedFile[], { output }: Invocation): void {
  for (const { path, text } of files) {
    if (files.length > 1) output.print(`--- # ${path}`);
    output.print(text.trimEnd());
  }
}
