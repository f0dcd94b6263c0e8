/** A catalog from disk; what is wrong with the file itself is a finding like any other. */
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { hasCode, messageOf } from '@nines/kernel';
import type { Diagnostic } from '@nines/kernel';
import type { CatalogEnvironment } from './environment.ts';
import { loadCatalog } from './load-catalog.ts';
import type { LoadedCatalog } from './load-catalog.ts';

/** Ten thousand services fit. */
const MAX_SIZE_BYTES = 4 * 2 ** 20;
const BYTE_ORDER_MARK = '\uFEFF';
const NEWLINE = 0x0a;

/** Reads and checks the `nines.yaml` at `file`. Never rejects. */
export async function readCatalog(file: string, environment: CatalogEnvironment): Promise<LoadedCatalog> {
  const bytes = await readBytes(file);
  if ('code' in bytes) return { diagnostics: [bytes] };
  const binaryLine = firstBinaryLine(bytes);
  if (binaryLine !== undefined) {
    const message = 'the file is not UTF-8 text';
    return { diagnostics: [fault(file, 'CATALOG_NOT_TEXT', message, 'save it as UTF-8', binaryLine)] };
  }
  const text = bytes.toString('utf8');
  return loadCatalog(file, text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, environment);
}

async function readBytes(file: string): Promise<Buffer | Diagnostic> {
  try {
    // Asked first: opening a pipe would wait for a writer for ever.
    const status = await stat(file);
    if (!status.isFile())
      return fault(file, 'CATALOG_UNREADABLE', 'this is not a regular file', 'name the nines.yaml itself');
    if (status.size > MAX_SIZE_BYTES) {
      const message = `the file has ${status.size} bytes; a catalog has at most ${MAX_SIZE_BYTES}`;
      return fault(file, 'CATALOG_TOO_LARGE', message, 'is this the right file?');
    }
    return await readFile(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return fault(
        file,
        'CATALOG_NOT_FOUND',
        'there is no such file',
        'go to the folder of your nines.yaml, or name the file',
      );
    }
    return fault(file, 'CATALOG_UNREADABLE', `the file cannot be read: ${messageOf(error)}`, 'check its permissions');
  }
}

/** 1-based; a newline never stands inside a character, so lines can be judged one by one. */
function firstBinaryLine(bytes: Buffer): number | undefined {
  if (isUtf8(bytes) && !bytes.includes(0)) return undefined;
  let start = 0;
  for (let line = 1; ; line += 1) {
    const newline = bytes.indexOf(NEWLINE, start);
    const content = bytes.subarray(start, newline < 0 ? undefined : newline);
    if (newline < 0 || !isUtf8(content) || content.includes(0)) return line;
    start = newline + 1;
  }
}

function fault(file: string, code: Diagnostic['code'], message: string, hint: string, line = 1): Diagnostic {
  return { severity: 'error', code, message, file, line, column: 1, hint };
}
