/**
 * The Prometheus text format, and OpenMetrics for those who ask for it: only that one has exemplars.
 *
 * @see Prometheus documentation, "Exposition formats", text format 0.0.4
 * @see OpenMetrics 1.0, "Text format"; le values stay as they are in both, so that a series is the same in both
 */

export type Labels = Readonly<Record<string, string>>;

/** One request of those that a sample counts. */
export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  /** When it was, seconds since the epoch. */
  readonly atSeconds: number;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Appended to the family's name: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
  readonly exemplar?: Exemplar;
}

export interface MetricFamily {
  /** Counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

export type ExpositionFormat = 'text' | 'openmetrics';

export const EXPOSITION_CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The best format that an Accept field names; parameters such as `q` are not weighed: who names OpenMetrics wants it. */
export function acceptedFormat(accept: string | undefined): ExpositionFormat {
  return accept?.includes('application/openmetrics-text') === true ? 'openmetrics' : 'text';
}

export function renderMetrics(families: readonly MetricFamily[], format: ExpositionFormat = 'text'): string {
  const text = families.map((family) => renderFamily(family, format)).join('');
  return format === 'openmetrics' ? `${text}# EOF\n` : text;
}

function renderFamily({ name, help, type, samples }: MetricFamily, format: ExpositionFormat): string {
  const isOpen = format === 'openmetrics';
  const family = isOpen && type === 'counter' ? name.replace(/_total$/, '') : name;
  const lines = samples.map(({ labels, value, suffix = '', exemplar }) => {
    const line = `${name}${suffix}${renderLabels(labels)} ${value}`;
    return isOpen && exemplar !== undefined ? `${line}${renderExemplar(exemplar)}\n` : `${line}\n`;
  });
  return `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n${lines.join('')}`;
}

function renderExemplar({ traceId, value, atSeconds }: Exemplar): string {
  return ` # {trace_id="${traceId}"} ${value} ${atSeconds}`;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
