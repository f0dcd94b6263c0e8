/** Parse, make, tell. */
import { parseArgs } from 'node:util';
import { ensureCertificates } from '@nines/certificates/issue';
import { messageOf, NinesError } from '@nines/kernel';

/**
 * @param write takes the outcome, or what went wrong, as one line of JSON
 * @returns exit code: 0 done, 1 failed
 */
export async function run(argv: readonly string[], write: (text: string) => void): Promise<number> {
  try {
    const outcome = await ensureCertificates({ ...parse(argv), now: Date.now() });
    write(`${JSON.stringify(outcome)}\n`);
    return 0;
  } catch (error) {
    const code = error instanceof NinesError ? error.code : 'CERTIFICATE_NOT_MADE';
    write(`${JSON.stringify({ code, message: messageOf(error) })}\n`);
    return 1;
  }
}

function parse(argv: readonly string[]): { directory: string; platform: string; hosts: readonly string[] } {
  const text = { type: 'string' } as const;
  const options = { directory: text, platform: text, host: { type: 'string', multiple: true } } as const;
  const { directory, platform, host: hosts = [] } = parseArgs({ args: [...argv], options }).values;
  if (directory === undefined || platform === undefined || hosts.length === 0) {
    throw new NinesError(
      'CERTIFICATE_NOT_MADE',
      'usage: certificates --directory=DIRECTORY --platform=NAME --host=HOST…',
    );
  }
  return { directory, platform, hosts };
}
