/** How fast trouble was noticed, taken up and ended, for people. */
import type { ApiFigures, ApiGroupedFigures, ApiIncidentFigures } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import { moment } from '../objectives/moment-texts.ts';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';

type Colors = Output['colors'];

const FIGURES = ['incidents', 'open', 'downtime', 'MTTD', 'MTTA', 'MTTR', 'detected in time', 'restored in time'];

export function figuresText({ by, drills, from, real, to }: ApiIncidentFigures, colors: Colors): string {
  const period = `incidents of severity 1 to 3 from ${moment(Date.parse(from))} to ${moment(Date.parse(to))}`;
  const parts = [period, table(by, real, colors), commitmentText(real.overall.period)];
  if (drills.overall.period.incidents > 0)
    parts.push(`${colors.bold('drills')}, which are in no figure above`, table(by, drills, colors));
  return parts.join('\n\n');
}

function table(by: string, { groups, overall }: ApiGroupedFigures, colors: Colors): string {
  const rows = [
    ...groups.map(({ name, period }) => [name, ...cells(period)]),
    ['all', ...cells(overall.period)],
    [colors.dim('the period before'), ...cells(overall.before)],
  ];
  return plainTable([by, ...FIGURES], rows, colors);
}

function cells(figures: ApiFigures): readonly string[] {
  const { detection, downtimeSeconds, incidents, mttaSeconds, mttdSeconds, mttrSeconds, open, restoration } = figures;
  return [
    String(incidents),
    String(open),
    formatDuration(downtimeSeconds * 1_000),
    meanText(mttdSeconds),
    meanText(mttaSeconds),
    meanText(mttrSeconds),
    shareText(detection),
    shareText(restoration),
  ];
}

function meanText(seconds: number | null): string {
  return seconds === null ? '-' : formatDuration(seconds * 1_000);
}

function shareText({ judged, kept, keptRatio }: ApiFigures['detection']): string {
  return keptRatio === null ? '-' : `${(keptRatio * 100).toFixed(0)}% (${kept} of ${judged})`;
}

function commitmentText({ detection, restoration }: ApiFigures): string {
  const [detect, restore] = [detection, restoration].map(({ withinSeconds }) => formatDuration(withinSeconds * 1_000));
  return `in time is: detected within ${detect}, restored within ${restore}`;
}
