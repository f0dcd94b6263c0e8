/** What web pages of a Debian package need of other packages: scripts, styles and fonts. */
import { dependenciesOf, download, extract, packageFile } from './debian-packages.ts';
import type { Apt } from './debian-packages.ts';
import type { FetchContext } from './source.ts';

const WEB_PACKAGE = /^(?:libjs|fonts)-/;

/**
 * Unpacks the scripts, styles and fonts that a package depends on, directly or not, into its own folder, so that its
 * links to them lead somewhere. What cannot be had is left out: a page without its style still tells what it knows.
 *
 * @param root - folder that `name` was unpacked to
 */
export async function addWebPackages(name: string, root: string, apt: Apt, context: FetchContext): Promise<void> {
  const seen = new Set([name]);
  for (let level = [name]; level.length > 0;) {
    const files = (await Promise.all(level.map((each) => packageFile(each, context)))).filter(isThere);
    const needed = await Promise.all(files.map((file) => dependenciesOf(file, context)));
    level = [...new Set(needed.flat())].filter((each) => WEB_PACKAGE.test(each) && !seen.has(each));
    if (level.length === 0) return;
    for (const each of level) seen.add(each);
    await download(level, apt);
    for (const each of level) {
      const file = await packageFile(each, context);
      if (file !== undefined) await extract(file, root, context);
    }
  }
}

function isThere(file: string | undefined): file is string {
  return file !== undefined;
}
