/** What the shape of `monitoring` and of times cannot tell: zones that exist, times with a length, names used once. */
import { reportAt } from '../inspection.ts';
import type { Check } from '../inspection.ts';
import { checkNamesOnce } from './names-once.ts';
import { checkTimezone } from './timezone.ts';

export const checkMonitoring: Check = (inspection) => {
  const { monitoring } = inspection.catalog;
  monitoring.mute.forEach(({ timezone, from, to }, index) => {
    const path = ['monitoring', 'mute', index];
    checkTimezone(inspection, [...path, 'timezone'], timezone);
    if (from === to || from === '24:00') {
      const hint = 'give another end; a whole day is `from: "00:00", to: "24:00"`';
      reportAt(inspection, 'CATALOG_EMPTY_TIME', [...path, 'from'], `from ${from} to ${to} is no time`, { hint });
    }
  });
  checkNamesOnce(inspection, ['monitoring', 'mute'], monitoring.mute);
};
