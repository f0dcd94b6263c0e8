/**
 * A line chart as an SVG file that needs nothing else: readable on light and dark ground, by people who see no colours
 * and by those who are read to. The same figures give the same file.
 *
 * @see SVG 1.1, section 5.4 "The 'desc' and 'title' elements"; WAI-ARIA, `img` with `aria-labelledby`
 */
import { lengthText } from './moments.ts';

export interface Chart {
  /** What it shows, as names of files have it: `error-ratio`. */
  readonly name: string;
  readonly title: string;
  readonly unit: ChartUnit;
  /** At most 6 are drawn. */
  readonly lines: readonly ChartLine[];
}

export type ChartUnit = 'ratio' | 'seconds' | 'count';

export interface ChartLine {
  readonly label: string;
  /** In the order of time. */
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

export interface ChartFrame {
  readonly fromMs: number;
  readonly toMs: number;
  /** The incident, which is shaded. */
  readonly incident: { readonly startMs: number; readonly endMs: number };
}

const WIDTH = 760;
const HEIGHT = 320;
/** Of the plot. */
const BOX = { left: 64, top: 48, right: 744, bottom: 244 } as const;
const MOST_LINES = 6;
/** A line is broken where nothing is known for longer than so many usual steps. */
const GAP_STEPS = 3;
const LABEL_LENGTH = 40;
/** What is measured here is far below; sums of more are no numbers. */
const HIGHEST = 1e15;

const STYLE = [
  'text{font:12px system-ui,sans-serif;fill:#1f2328}.t{font-size:15px;font-weight:600}.e{text-anchor:end}.m{text-anchor:middle}',
  '.g{stroke:#d1d9e0}.a{stroke:#59636e}.i{fill:#cf222e;opacity:.12}.l{fill:none;stroke-width:2;stroke-linejoin:round}.d{stroke:none}',
  '.c0{stroke:#0550ae;fill:#0550ae}.c1{stroke:#953800;fill:#953800}.c2{stroke:#116329;fill:#116329}',
  '.c3{stroke:#8250df;fill:#8250df}.c4{stroke:#a40e26;fill:#a40e26}.c5{stroke:#424a53;fill:#424a53}.l{fill:none}',
  '@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.g{stroke:#3d444d}.a{stroke:#9198a1}.i{fill:#ff7b72;opacity:.2}',
  '.c0{stroke:#79c0ff;fill:#79c0ff}.c1{stroke:#ffa657;fill:#ffa657}.c2{stroke:#7ee787;fill:#7ee787}',
  '.c3{stroke:#d2a8ff;fill:#d2a8ff}.c4{stroke:#ff9492;fill:#ff9492}.c5{stroke:#d1d7e0;fill:#d1d7e0}.l{fill:none}}',
].join('');

/** Told apart also without colours. */
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '10 4', '1 3'];

/** Its file, `incident-7-error-ratio.svg`: postmortems of several incidents lie in one folder. */
export function chartFile(incident: number, { name }: Chart): string {
  return `incident-${incident}-${name}.svg`;
}

/** Values that are no numbers, and moments outside of the frame, are left out. */
export function chartSvg(chart: Chart, frame: ChartFrame): string {
  const lines = chart.lines.slice(0, MOST_LINES).map((line) => ({ ...line, points: usable(line.points, frame) }));
  const top = axisTop(chart.unit, Math.max(0, ...lines.flatMap(({ points }) => points.map(({ value }) => value))));
  const x = (atMs: number): number =>
    BOX.left + ((atMs - frame.fromMs) / Math.max(1, frame.toMs - frame.fromMs)) * (BOX.right - BOX.left);
  const y = (value: number): number => BOX.bottom - (value / top) * (BOX.bottom - BOX.top);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="${chart.name}-title ${chart.name}-desc">`,
    `<title id="${chart.name}-title">${xml(chart.title)}</title>`,
    `<desc id="${chart.name}-desc">${xml(description(chart, lines, frame))}</desc>`,
    `<style>${STYLE}</style>`,
    `<text class="t" x="${BOX.left}" y="24">${xml(chart.title)}</text>`,
    shade(frame, x),
    ...ticks(top).flatMap((value) => valueTick(value, y(value), chart.unit, top)),
    ...moments(frame).flatMap((atMs) => momentTick(atMs, x(atMs))),
    `<path class="a" d="M${BOX.left} ${BOX.top}V${BOX.bottom}H${BOX.right}" fill="none"/>`,
    ...lines.map(({ points }, index) => lineOf(points, index, x, y)),
    ...lines.map(({ label }, index) => legend(label, index)),
    ...(lines.some(({ points }) => points.length > 0) ? [] : [nothing()]),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function usable(points: ChartLine['points'], { fromMs, toMs }: ChartFrame): ChartLine['points'] {
  return points.filter(({ atMs, value }) => value >= 0 && value <= HIGHEST && atMs >= fromMs && atMs <= toMs);
}

/** A round number at or above the highest value. A share is never drawn as if a little of it were all. */
function axisTop(unit: ChartUnit, highest: number): number {
  if (highest <= 0) return unit === 'seconds' ? 0.1 : 1;
  const least = unit === 'ratio' ? Math.max(highest, 0.01) : unit === 'count' ? Math.max(highest, 1) : highest;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 4, 5, 10].find((each) => each * power >= least * 0.999_999) ?? 10;
  return unit === 'ratio' ? Math.min(step * power, Math.max(1, highest)) : step * power;
}

function ticks(top: number): readonly number[] {
  return [0, 1, 2, 3, 4].map((quarter) => (top * quarter) / 4);
}

function moments({ fromMs, toMs }: ChartFrame): readonly number[] {
  return [0, 1, 2, 3, 4].map((quarter) => fromMs + ((toMs - fromMs) * quarter) / 4);
}

function valueTick(value: number, at: number, unit: ChartUnit, top: number): readonly string[] {
  return [
    `<path class="g" d="M${BOX.left} ${px(at)}H${BOX.right}"/>`,
    `<text class="e" x="${BOX.left - 8}" y="${px(at + 4)}">${xml(valueText(value, unit, top))}</text>`,
  ];
}

function momentTick(atMs: number, at: number): readonly string[] {
  const time = new Date(atMs).toISOString().slice(11, 19);
  return [
    `<text class="m" x="${px(Math.min(Math.max(at, BOX.left + 8), BOX.right - 12))}" y="${BOX.bottom + 18}">${time}</text>`,
  ];
}

const VALUE_TEXTS: Readonly<Record<ChartUnit, (value: number, top: number) => string>> = {
  ratio: (value, top) => `${(value * 100).toFixed(top < 0.1 ? 2 : 0)} %`,
  seconds: (value, top) => (top < 1 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(top < 10 ? 1 : 0)} s`),
  count: (value) => String(Math.round(value * 100) / 100),
};

function valueText(value: number, unit: ChartUnit, top: number): string {
  return VALUE_TEXTS[unit](value, top);
}

function shade({ fromMs, toMs, incident }: ChartFrame, x: (atMs: number) => number): string {
  const start = x(Math.min(Math.max(incident.startMs, fromMs), toMs));
  const end = x(Math.max(Math.min(incident.endMs, toMs), fromMs));
  return `<rect class="i" x="${px(start)}" y="${BOX.top}" width="${px(Math.max(1, end - start))}" height="${BOX.bottom - BOX.top}"><title>the incident</title></rect>`;
}

function lineOf(
  points: ChartLine['points'],
  index: number,
  x: (atMs: number) => number,
  y: (value: number) => number,
): string {
  const steps = points.slice(1).map(({ atMs }, before) => atMs - (points[before]?.atMs ?? atMs));
  const usual = steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
  const path = points
    .map(({ atMs, value }, at) => {
      const isBroken = at === 0 || (steps[at - 1] ?? 0) > usual * GAP_STEPS;
      return `${isBroken ? 'M' : 'L'}${px(x(atMs))} ${px(y(value))}`;
    })
    .join('');
  const dash = DASHES[index] === '' ? '' : ` stroke-dasharray="${DASHES[index] ?? ''}"`;
  const [only] = points.length === 1 ? points : [];
  if (only !== undefined) return `<circle class="c${index}" cx="${px(x(only.atMs))}" cy="${px(y(only.value))}" r="3"/>`;
  return `<path class="c${index} l" d="${path}"${dash}/>`;
}

function legend(label: string, index: number): string {
  const [left, top] = [BOX.left + (index % 3) * 228, BOX.bottom + 42 + Math.floor(index / 3) * 20];
  const dash = DASHES[index] === '' ? '' : ` stroke-dasharray="${DASHES[index] ?? ''}"`;
  const characters = Array.from(label);
  const text = characters.length > LABEL_LENGTH ? `${characters.slice(0, LABEL_LENGTH - 1).join('')}…` : label;
  return `<path class="c${index} l" d="M${left} ${top - 4}h24"${dash}/><text x="${left + 30}" y="${top}">${xml(text)}</text>`;
}

function nothing(): string {
  return `<text class="m" x="${(BOX.left + BOX.right) / 2}" y="${(BOX.top + BOX.bottom) / 2}">nothing was measured</text>`;
}

function description({ unit }: Chart, lines: readonly ChartLine[], { fromMs, toMs, incident }: ChartFrame): string {
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
  const said = lines.map(({ label, points }) => {
    if (points.length === 0) return `${label}: nothing was measured.`;
    const values = points.map(({ value }) => value);
    const highest = values.reduce((most, value) => Math.max(most, value), 0);
    const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
    return `${label}: lowest ${valueText(lowest, unit, highest)}, highest ${valueText(highest, unit, highest)}.`;
  });
  const shaded = `The incident, which took ${lengthText(incident.endMs - incident.startMs)}, is shaded.`;
  return [`From ${from} to ${to} (UTC).`, shaded, ...said].join(' ');
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Text in XML 1.0, which has no way to write some characters. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
