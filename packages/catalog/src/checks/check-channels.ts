/** What the shape of the channels of `notify` cannot tell: keys that need or exclude one another, half a channel. */
import { brokenVariables } from '../build/implied-channels.ts';
import { reportAt, reportAtKey } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import { holdsCredentials } from '../mask-credentials.ts';
import type { Webhook } from '../model-notify.ts';
import { pathText } from '../source/node.ts';
import { checkOne } from './check-choices.ts';
import { checkNamesOnce } from './names-once.ts';

export const checkChannels: Check = (inspection) => {
  checkSlack(inspection);
  checkNamesOnce(inspection, ['notify', 'webhooks'], inspection.catalog.notify.webhooks);
  inspection.catalog.notify.webhooks.forEach((webhook, index) => checkWebhook(inspection, webhook, index));
  checkUrls(inspection);
  checkVariables(inspection);
};

function checkSlack(inspection: Inspection): void {
  const { slack } = inspection.platform.notify;
  const path = ['notify', 'slack'];
  if (slack === undefined) return;
  checkOne(inspection, path, slack, ['token', 'webhookUrl']);
  if (slack.token !== undefined && slack.channel === undefined && inspection.document.isSound([...path, 'channel'])) {
    const hint = 'add `channel: "#sre"`; a bot may write in many';
    reportAtKey(inspection, 'CATALOG_MISSING_KEY', path, 'notify.slack has a token and no channel', { hint });
  }
  if (slack.webhookUrl !== undefined && slack.token === undefined && slack.signingSecret !== undefined) {
    const message = 'messages that are posted to a webhook URL have no buttons that anybody could sign';
    const hint = 'remove it, or use a `token`';
    reportAtKey(inspection, 'CATALOG_KEY_NOT_ALLOWED', [...path, 'signingSecret'], message, { hint });
  }
}

function checkWebhook(inspection: Inspection, { name, receives, secret }: Webhook, index: number): void {
  const path = ['notify', 'webhooks', index];
  if (secret === undefined || receives === 'incidents' || !inspection.document.isSound([...path, 'receives'])) return;
  const message = `${name} is told by Alertmanager, which signs nothing`;
  const hint = 'remove it, or say `receives: incidents`';
  reportAtKey(inspection, 'CATALOG_KEY_NOT_ALLOWED', [...path, 'secret'], message, { hint });
}

function checkUrls(inspection: Inspection): void {
  const { heartbeat, webhooks } = inspection.catalog.notify;
  const urls = [
    { url: heartbeat?.url, path: ['notify', 'heartbeat', 'url'] },
    ...webhooks.map(({ url }, index) => ({ url, path: ['notify', 'webhooks', index, 'url'] })),
  ];
  for (const { url, path } of urls) {
    if (typeof url !== 'string' || !holdsCredentials(url)) continue;
    const hint = 'put the whole URL under `secrets` and refer to it as `{ secret: NAME }`';
    const message = `${pathText(path)} has a password in it`;
    reportAt(inspection, 'CATALOG_PLAIN_CREDENTIALS', path, message, { severity: 'warning', hint });
  }
}

/** Said of variables only where they would have made a channel. */
function checkVariables(inspection: Inspection): void {
  for (const { channel, message, hint } of brokenVariables(inspection.environment)) {
    const path = ['notify', channel];
    if (inspection.document.has(path) || !inspection.document.isSound(path)) continue;
    reportAt(inspection, 'CATALOG_CHANNEL_INCOMPLETE', path, message, { severity: 'warning', hint });
  }
}
