import { expect, test } from 'vitest';
import { NIGHTS_OF_WEB, SATURDAYS } from '../testing/reference-catalog.ts';
import { timeInterval } from './mute-times.ts';

test('a time within a day is one range in its own time zone', () => {
  expect(timeInterval({ ...SATURDAYS, from: '08:00', to: '18:30' })).toEqual({
    name: 'saturdays',
    time_intervals: [{ times: [{ start_time: '08:00', end_time: '18:30' }], weekdays: ['saturday'], location: 'UTC' }],
  });
});

test('a night belongs to the day it begins on, and ends on the day after', () => {
  expect(timeInterval(NIGHTS_OF_WEB).time_intervals).toEqual([
    { times: [{ start_time: '22:00', end_time: '24:00' }], weekdays: ['monday', 'sunday'], location: 'Europe/Berlin' },
    { times: [{ start_time: '00:00', end_time: '06:00' }], weekdays: ['tuesday', 'monday'], location: 'Europe/Berlin' },
  ]);
});

test('until midnight is one range, however midnight is written', () => {
  const until = (to: string): unknown => timeInterval({ ...NIGHTS_OF_WEB, to }).time_intervals;
  expect(until('00:00')).toEqual(until('24:00'));
});
