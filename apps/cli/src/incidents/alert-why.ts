import { pathTo, whySchema } from '@nines/api';
import type { Why } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { moment } from '../objectives/moment-texts.ts';
import { parameter } from '../option-values.ts';
import type { Output } from '../output.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

export const alertWhy: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const path = whyPath(parameter(invocation, 0));
  const { socket } = await locateServer(invocation);
  const why = whySchema.parse(await requireAnswer(socket, path, { signal }));
  if (options['json'] === true) output.printJson(why);
  else output.print(whyText(why, output.colors));
  return EXIT.fine;
};

/** Of a fingerprint, or of `alertname[/service]`. What has a colon is of an intake. @throws NinesError `CLI_INVALID_INPUT` */
export function whyPath(text: string): string {
  if (text.includes(':')) return pathTo('why', { alert: text }); // also with slashes, which the ids of others may have
  const [alert = '', service, ...more] = text.split('/');
  if (alert === '' || service === '' || more.length > 0) {
    const message = `"${text}" names no alert; write a fingerprint, or ALERTNAME, or ALERTNAME/SERVICE`;
    throw new NinesError('CLI_INVALID_INPUT', message);
  }
  const query = service === undefined ? '' : `?${new URLSearchParams({ service }).toString()}`;
  return `${pathTo('why', { alert })}${query}`;
}

export function whyText({ findings, fingerprint, labels }: Why, colors: Output['colors']): string {
  const { alertname = 'alert', service } = labels;
  const about = service === undefined ? '' : ` of ${service}`;
  const title = `${colors.bold(`${alertname}${about}`)} (${fingerprint})`;
  const paint = { yes: colors.green, no: colors.red, unknown: colors.yellow };
  const rows = findings.map(({ at, step, text, told }) => [
    step,
    paint[told](told),
    at === null ? '' : moment(Date.parse(at)),
    text,
  ]);
  return `${title}\n\n${plainTable(['step', 'told', 'when', 'because'], rows, colors)}`;
}
