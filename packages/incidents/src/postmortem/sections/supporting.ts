/** Where to look further, and what the words mean. */
import { chartFile } from '../chart.ts';
import { bullets, linked, plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';

const GLOSSARY: readonly (readonly [word: string, meaning: string])[] = [
  ['Severity', '1 is the worst; 4 is a ticket that wakes nobody.'],
  ['Detected', 'when the first alert was taken in.'],
  ['Bad enough to page', 'while a critical alert of the incident fired.'],
  ['Error budget', 'what an objective allows to be bad in its period. When 100 % are spent, the objective is missed.'],
  ['Ready', 'said of an instance that may get requests.'],
];

/** Charts are referred to as files in the same folder. */
export function supporting({ charts, incident }: PostmortemSource): string {
  const path = `/api/v1/incidents/${incident.number}`;
  const items = [
    ...incident.links.map(({ title, url }) => linked(title, url)),
    ...['timeline', 'alerts', 'messages'].map((part) => `[${part}](${path}/${part})`),
  ];
  const pictures =
    charts === null
      ? 'There are no charts: Prometheus could not be asked when this was written.'
      : charts.map((chart) => `![${plain(chart.title)}](${chartFile(incident.number, chart)})`).join('\n\n');
  const words = bullets(GLOSSARY.map(([word, meaning]) => `*${word}*: ${meaning}`));
  return [bullets(items), pictures, `### Words\n\n${words}`].filter((part) => part !== '').join('\n\n');
}
