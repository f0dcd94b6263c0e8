import { nearestName } from '@nines/catalog/vocabulary';

/** Looking for one takes as long as there are names; a file with that many wrong ones has another trouble. */
const MOST = 100;

/** Asks for the known name that was most likely meant: `did you mean …?`. Undefined where none is near. */
export function suggestions(known: ReadonlySet<string>): (name: string) => string | undefined {
  const asked = new Map<string, string | undefined>();
  return (name) => {
    if (!asked.has(name)) asked.set(name, asked.size < MOST ? nearestName(name, known) : undefined);
    const nearest = asked.get(name);
    return nearest === undefined ? undefined : `did you mean \`${nearest}\`?`;
  };
}
