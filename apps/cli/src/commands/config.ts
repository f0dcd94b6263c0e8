import { describeCatalog } from '@nines/catalog';
import { stringify } from 'yaml';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { findCatalogFile } from '../catalog-file.ts';
import { loadOrExplain } from '../load-catalog.ts';
import { toldChannels } from '../told-channels.ts';

export const config: CommandHandler = async (invocation) => {
  const loaded = await loadOrExplain(await findCatalogFile(invocation), invocation);
  if (loaded === undefined) return EXIT.invalidInput;
  const effective = describeCatalog(loaded.catalog);
  if (invocation.options['json'] === true) invocation.output.printJson(effective);
  else invocation.output.print(stringify(effective).trimEnd());
  const told = toldChannels(loaded.catalog, loaded.variables);
  if (told !== undefined) invocation.output.note(told);
  return EXIT.fine;
};
