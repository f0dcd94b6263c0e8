/** Files that people name, as text: whatever they lead to, the answer is a text or one clear sentence. */
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { formatSize, hasCode, messageOf, NinesError } from '@nines/kernel';

/** Ten thousand objectives fit. */
const MAX_BYTES = 10 * 2 ** 20;

const BYTE_ORDER_MARK = '\uFEFF';

/** @throws NinesError `CLI_INVALID_INPUT` */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  if (!isUtf8(bytes) || bytes.includes(0)) throw refusal(path, 'is not text in UTF-8');
  const text = bytes.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    // Asked first: opening a pipe would wait for a writer for ever.
    const status = await stat(path);
    if (status.isDirectory()) throw refusal(path, 'is a folder; name a file in it');
    if (!status.isFile()) throw refusal(path, 'is no regular file');
    if (status.size > MAX_BYTES) {
      throw refusal(path, `has ${formatSize(status.size)}; at most ${formatSize(MAX_BYTES)} are read`);
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof NinesError) throw error;
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) throw refusal(path, 'does not exist');
    throw refusal(path, `cannot be read: ${messageOf(error)}`);
  }
}

function refusal(path: string, what: string): NinesError {
  return new NinesError('CLI_INVALID_INPUT', `${path} ${what}`);
}
