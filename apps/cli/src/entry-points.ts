/** Where the platform's own programs are: TypeScript in a checkout, bundled JavaScript in an installed package. */
import { fileURLToPath } from 'node:url';

export function entryPoint(program: 'supervisor' | 'mesh' | 'certificates' | 'server'): string {
  const here = import.meta.url;
  const path = here.endsWith('.ts') ? `../../${program}/src/main.ts` : `./${program}.js`;
  return fileURLToPath(new URL(path, here));
}
