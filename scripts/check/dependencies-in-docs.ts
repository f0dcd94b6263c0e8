/** Whether docs/dependencies.md lists exactly the packages that the workspace depends on. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { differences, namedRows } from './markdown-table.ts';

const FILE = 'docs/dependencies.md';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What is out of step, one line each. */
export async function dependenciesInDocs(root: string): Promise<readonly string[]> {
  const manifests: Manifest[] = [];
  for await (const path of glob(['package.json', '{apps,packages,services}/*/package.json'], { cwd: root })) {
    manifests.push(JSON.parse(await readFile(join(root, path), 'utf8')) as Manifest);
  }
  const ours = new Set(manifests.map((manifest) => manifest.name));
  const used = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
  );
  return differences(
    used.filter((name) => !ours.has(name)),
    namedRows(await readFile(join(root, FILE), 'utf8')),
    FILE,
  );
}
