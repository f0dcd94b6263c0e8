import { NinesError } from '@nines/kernel';
import type { ToolName, ToolReport } from '@nines/toolbox';
import { expect, test } from 'vitest';
import { lossesOf } from './find-provisions.ts';

const NOWHERE = { path: undefined, origin: undefined, source: undefined, version: undefined };

function absent(name: ToolName, message: string): ToolReport {
  return { name, ...NOWHERE, problem: new NinesError('TOOL_NETWORK', message) };
}

const promtool: ToolReport = {
  ...{ name: 'promtool', path: '/usr/bin/promtool', origin: 'path', source: undefined },
  ...{ version: '2.42.0', problem: undefined },
};

test('what cannot be had is told once for each cause', () => {
  const reports = [
    absent('prometheus', 'no prometheus there'),
    absent('promtool', 'no promtool there'),
    absent('alertmanager', 'no network'),
    absent('amtool', 'no network'),
    absent('node-exporter', 'no network'),
  ];
  expect(lossesOf(reports)).toEqual([
    'prometheus cannot be had, so the platform runs without it: no prometheus there',
    'alertmanager, node-exporter cannot be had, so the platform runs without them: no network',
  ]);
});

test('a companion is told of where it alone is missing', () => {
  expect(lossesOf([absent('amtool', 'broken'), promtool])).toEqual([
    'amtool cannot be had, so the platform runs without it: broken',
  ]);
});
