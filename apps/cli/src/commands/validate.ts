import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { findCatalogFile } from '../catalog-file.ts';
import { loadOrExplain } from '../load-catalog.ts';

export const validate: CommandHandler = async (invocation) => {
  const file = await findCatalogFile(invocation);
  const loaded = await loadOrExplain(file, invocation);
  if (loaded === undefined) return EXIT.invalidInput;
  const { catalog } = loaded;
  const engines = catalog.services.filter(({ kind }) => kind === 'engine').length;
  const services = catalog.services.length - engines;
  invocation.output.print(`${file} is valid: platform ${catalog.name}, services: ${services}, engines: ${engines}`);
  return EXIT.fine;
};
