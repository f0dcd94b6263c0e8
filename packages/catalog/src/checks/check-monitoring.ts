/** What the shape of `monitoring` and of times cannot tell: zones that exist, times with a length, names used once. */
import { reportAt } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

export const checkMonitoring: Check = (inspection) => {
  const { monitoring, notify } = inspection.catalog;
  monitoring.mute.forEach(({ timezone, from, to }, index) => {
    const path = ['monitoring', 'mute', index];
    if (!isTimezone(timezone)) {
      const hint = 'a name of the IANA database such as `Europe/Berlin`';
      reportAt(inspection, 'CATALOG_UNKNOWN_TIMEZONE', [...path, 'timezone'], `there is no time zone ${timezone}`, {
        hint,
      });
    }
    if (from === to || from === '24:00') {
      const hint = 'give another end; a whole day is `from: "00:00", to: "24:00"`';
      reportAt(inspection, 'CATALOG_EMPTY_TIME', [...path, 'from'], `from ${from} to ${to} is no time`, { hint });
    }
  });
  checkNamesOnce(inspection, ['monitoring', 'mute'], monitoring.mute);
  checkNamesOnce(inspection, ['notify', 'webhooks'], notify.webhooks);
};

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function checkNamesOnce(inspection: Inspection, path: SourcePath, list: readonly { readonly name: string }[]): void {
  const names = list.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    const message = `${name} is there twice`;
    reportAt(inspection, 'CATALOG_DUPLICATE_NAME', [...path, index, 'name'], message, { hint: 'choose another name' });
  });
}
