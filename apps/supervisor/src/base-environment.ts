/** What every instance inherits of the environment that the platform was started in. */

const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR'];

/** Little, and nothing secret: what a service needs besides is written in the catalog. */
export function baseEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const inherited = Object.entries(environment).filter(([name]) => INHERITED.includes(name) || name.startsWith('LC_'));
  return Object.fromEntries(inherited.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
