/** Versions as these programs state them. */

/**
 * The version in the answer to `--version`: `NAME, version 2.42.0+ds (branch: …`. Undefined where another program
 * answered, or none that can be understood.
 *
 * @returns three numbers with dots, without the suffix of a distribution
 * @see https://github.com/prometheus/common, `version/info.go`: the template of the first line
 */
export function versionIn(answer: string, program: string): string | undefined {
  const match = /^(\w+), version v?(\d+\.\d+\.\d+)/m.exec(answer);
  return match?.[1] === program ? match[2] : undefined;
}

/** Whether `version` is older than `minimum`; both are three numbers with dots. */
export function isOlder(version: string, minimum: string): boolean {
  const [ours, theirs] = [numbersOf(version), numbersOf(minimum)];
  const at = ours.findIndex((part, index) => part !== theirs[index]);
  return at !== -1 && (ours[at] ?? 0) < (theirs[at] ?? 0);
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}
