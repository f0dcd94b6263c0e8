/**
 * Durations, sizes, shares and CPU as people write them. Each parser returns `undefined` for what it does not
 * understand, so that the caller can report where the text stood.
 *
 * @see Kubernetes documentation, "Resource Management for Pods and Containers": quantities `500m`, `256Mi`
 */

const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `250ms`, `30s`, `1h30m`, `7d` -> milliseconds. Units in falling order, each at most once; a bare number is refused. */
export function parseDuration(text: string): number | undefined {
  const parts =
    /^(?:(\d+(?:\.\d+)?)w)?(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(
      text,
    );
  if (parts === null || text === '') return undefined;
  const units = ['w', 'd', 'h', 'm', 's', 'ms'];
  return units.reduce((sum, unit, index) => sum + Number(parts[index + 1] ?? 0) * (DURATION_UNITS_MS[unit] ?? 0), 0);
}

/** Milliseconds as the shortest text people read easily: `340 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `256Mi`, `1Gi`, `500M`, `1024` -> bytes. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kMGT]|[KMGT]i)?$/.exec(text);
  const factor = SIZE_UNITS[match?.[2] ?? ''];
  return match === null || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}

/** Bytes in binary units with at most one decimal: `52 MiB`, `1.2 GiB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const exponent = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 2 ** (10 * exponent);
  return `${value >= 10 || exponent === 0 ? Math.round(value) : value.toFixed(1)} ${units[exponent] ?? 'B'}`;
}

/** `500m`, `2`, `0.5` -> cores. */
export function parseCpu(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m)?$/.exec(text);
  return match === null ? undefined : Number(`${match[1] ?? ''}e${match[2] === undefined ? 0 : -3}`);
}

/** `50%`, `99.9%` -> ratio 0-1. The percent sign is required. */
export function parsePercentage(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  // Shifting the decimal point of the text is exact where dividing by 100 is not.
  return match === null ? undefined : Number(`${match[1] ?? ''}e-2`);
}
