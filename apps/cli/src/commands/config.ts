import { describeCatalog } from '@nines/catalog';
import { stringify } from 'yaml';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { findCatalogFile } from '../catalog-file.ts';
import { loadOrExplain } from '../load-catalog.ts';

export const config: CommandHandler = async (invocation) => {
  const catalog = await loadOrExplain(await findCatalogFile(invocation), invocation);
  if (catalog === undefined) return EXIT.invalidInput;
  const effective = describeCatalog(catalog);
  if (invocation.options['json'] === true) invocation.output.printJson(effective);
  else invocation.output.print(stringify(effective).trimEnd());
  return EXIT.fine;
};
