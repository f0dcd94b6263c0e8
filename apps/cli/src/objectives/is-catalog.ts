/** What kind of document a text is, told without parsing it: what is broken has to be told as what it is meant to be. */
import { basename } from 'node:path';

const NAME = /^nines\.ya?ml$/;
const API_VERSION = /\bapiVersion["']?[ \t]*:[ \t]*["']?nines\.dev\//;
const KIND = /\bkind["']?[ \t]*:[ \t]*["']?Platform\b/;

/** Whether it is a catalog, and not a document that only states objectives. */
export function isCatalog(text: string, file: string): boolean {
  return NAME.test(basename(file)) || (API_VERSION.test(text) && KIND.test(text));
}
