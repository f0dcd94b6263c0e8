/**
 * A postmortem, drafted from what is recorded: every section is there, every line says what it rests on, and what no
 * record tells is left to people.
 *
 * @see Beyer et al., "Site Reliability Engineering", appendix D, "Example Postmortem"
 * @see PagerDuty, "Postmortem Template"
 */
import type { Incident } from '@nines/kernel';
import { blameIn } from './blame.ts';
import { chartFile, chartSvg } from './chart.ts';
import { dueDate } from './due-date.ts';
import { factsOf } from './facts.ts';
import type { Facts } from './facts.ts';
import { plain } from './plain-text.ts';
import type { PostmortemSource } from './postmortem-source.ts';
import { actions } from './sections/actions.ts';
import { rootCauses, trigger } from './sections/causes.ts';
import { detection, resolution } from './sections/detection.ts';
import { heading } from './sections/heading.ts';
import { impact } from './sections/impact.ts';
import { lessons } from './sections/lessons.ts';
import { summary } from './sections/summary.ts';
import { supporting } from './sections/supporting.ts';
import { timeline } from './sections/timeline.ts';

export interface PostmortemDraft {
  /** Refers to the charts by their names, in the same folder. */
  readonly markdown: string;
  /** Files whose names no other incident has. */
  readonly charts: readonly { readonly name: string; readonly svg: string }[];
  /** Until when it is to be ready, `2026-12-24`; null while the incident is not over, or where none is owed. */
  readonly due: string | null;
  /** Where a person seems to be made the cause. */
  readonly flags: readonly BlameFlag[];
}

export interface BlameFlag {
  /** Of the Markdown, from 1; the first one that has it. */
  readonly line: number;
  readonly words: string;
  readonly suggestion: string;
}

/** Before and after the incident, in charts, ms. */
export const CHART_MARGIN_MS = 600_000;

/** The same source gives the same draft. Text of others has no meaning in it, as Markdown or as HTML. */
export function draftPostmortem(source: PostmortemSource): PostmortemDraft {
  const { incident } = source;
  const facts = factsOf(source);
  const due = dueOf(incident);
  const charts = (source.charts ?? []).map((chart) => ({
    name: chartFile(incident.number, chart),
    svg: chartSvg(chart, frame(source, facts)),
  }));
  const sections: readonly (readonly [title: string, text: string])[] = [
    ['Summary', summary(source, facts)],
    ['Impact', impact(source, facts)],
    ['Root causes', rootCauses(source, facts)],
    ['Trigger', trigger(source)],
    ['Detection', detection(source, facts)],
    ['Resolution', resolution(source, facts)],
    ...lessons(source, facts),
    ['Timeline', timeline(source)],
    ['Corrective actions', actions(source, facts)],
    ['Supporting information', supporting(source)],
  ];
  const parts = [heading(source, due), ...sections.map(([title, text]) => `## ${title}\n\n${text}`)];
  const markdown = `${parts.join('\n\n')}\n`;
  return { markdown, charts, due, flags: flagsOf(source, markdown) };
}

function dueOf({ drill, mergedInto, resolvedAt, severity }: Incident): string | null {
  const isOwed = drill === null && mergedInto === null;
  return isOwed && resolvedAt !== null ? dueDate(severity, Date.parse(resolvedAt)) : null;
}

function frame({ incident }: PostmortemSource, { endMs }: Facts) {
  const startMs = Date.parse(incident.startedAt);
  return { fromMs: startMs - CHART_MARGIN_MS, toMs: endMs + CHART_MARGIN_MS, incident: { startMs, endMs } };
}

/** Of what people wrote, and of nothing else: the draft's own words blame nobody. */
function flagsOf(source: PostmortemSource, markdown: string): readonly BlameFlag[] {
  const lines = markdown.split('\n');
  const names = { people: peopleOf(source), services: source.catalog.services.map(({ name }) => name) };
  const flags = textsOf(source).flatMap((text) => {
    const written = plain(text);
    const line = written === '' ? 0 : lines.findIndex((each) => each.includes(written)) + 1;
    return blameIn(text, names).map((blame) => ({ line: Math.max(1, line), ...blame }));
  });
  return flags.sort((one, other) => one.line - other.line);
}

function textsOf({ incident, timeline: events }: PostmortemSource): readonly string[] {
  const notes = events.filter(({ type }) => type === 'incident.noted').map(({ data }) => data['text']);
  const written = [
    incident.title,
    ...notes,
    ...incident.tasks.map(({ text }) => text),
    ...incident.links.map(({ title }) => title),
  ];
  return [...new Set(written.filter((text) => typeof text === 'string'))];
}

function peopleOf({ incident, people, timeline: events }: PostmortemSource): readonly string[] {
  const { acknowledgedBy, resolvedBy, roles, tasks } = incident;
  const named = [
    acknowledgedBy,
    resolvedBy,
    ...Object.values(roles),
    ...tasks.map(({ owner }) => owner),
    ...events.map(({ data }) => data['by']),
  ];
  return [...new Set([...people, ...named.filter((name) => typeof name === 'string')])].filter(
    (name) => name !== 'nines',
  );
}
