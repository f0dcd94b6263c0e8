/** What may stand under `monitoring`: Prometheus, Alertmanager, exporters, and the server that watches over them. */
import type { z } from 'zod';
import { WEEKDAYS } from '../model.ts';
import { duration, flag, httpUrl, listOf, longDuration, mapping, oneOf, port, size, text, textOf } from './scalars.ts';

const TIME_OF_DAY = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

function timeOfDay() {
  return textOf(TIME_OF_DAY, 'a time of day such as `22:00`, in quotes');
}

const mute = mapping({
  name: text('a name').meta({ description: 'What this time is called.' }),
  timezone: text('a time zone such as `Europe/Berlin`').prefault('UTC').meta({ description: 'Default UTC.' }),
  days: listOf(oneOf(WEEKDAYS), 'a list of days such as `[saturday, sunday]`')
    .prefault([...WEEKDAYS])
    .meta({ description: 'Days on which it begins. Default all.' }),
  from: timeOfDay().meta({ description: 'When it begins.' }),
  to: timeOfDay().meta({ description: 'When it ends; before `from`: on the next day.' }),
  severities: listOf(oneOf(['warning', 'info']), 'a list of `warning` and `info`')
    .prefault(['warning', 'info'])
    .meta({ description: 'What is muted. `critical` never is.' }),
  owners: listOf(text('the name of a team'), 'a list of teams')
    .optional()
    .meta({ description: 'Whose alerts are muted. Default all.' }),
});

export const monitoring = mapping({
  enabled: flag()
    .prefault(true)
    .meta({ description: 'Whether anybody watches: server, Prometheus, Alertmanager, exporters. Default true.' }),
  ports: mapping({
    server: port().optional().meta({ description: 'Port of the API of Nines. Default: a free one.' }),
    prometheus: port().optional().meta({ description: 'Port of Prometheus. Default: a free one.' }),
    alertmanager: port().optional().meta({ description: 'Port of Alertmanager. Default: a free one.' }),
  })
    .prefault({})
    .meta({ description: 'Where people find them on this machine.' }),
  scrape: duration().prefault('5s').meta({ description: 'Time between two scrapes. Default 5s; the mesh 1s.' }),
  retention: mapping({
    time: longDuration().prefault('15d').meta({ description: 'How long figures are kept. Default 15d.' }),
    size: size().prefault('1Gi').meta({ description: 'How much of the disk they may take. Default 1Gi.' }),
  })
    .prefault({})
    .meta({ description: 'What is kept: whichever is reached first.' }),
  runbooks: text('a URL or a folder').optional().meta({
    description:
      'What links to runbooks begin with. Default the folder `runbooks` beside this file, else those of Nines.',
  }),
  dashboards: httpUrl().optional().meta({
    description: 'Grafana that has the dashboards: what links to them begin with. Default: links are paths in any.',
  }),
  mute: listOf(mute, 'a list of times')
    .prefault([])
    .meta({ description: 'Times of the week at which tickets tell nobody.' }),
});

export type MonitoringInput = z.output<typeof monitoring>;
