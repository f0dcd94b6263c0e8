/** What may stand under `notify`: the channels, and what is told on which. */
import { z } from 'zod';
import { EMAIL_ADDRESS } from '../destination.ts';
import { duration, flag, hostAndPort, httpUrl, listOf } from './scalars.ts';
import { mapping, oneOf, secretReference, text, textOf } from './scalars.ts';

const secretUrl = z.union([httpUrl(), secretReference()], {
  error: 'a URL that starts with http:// or https://, or `{ secret: NAME }`',
});

const heartbeat = mapping({
  url: secretUrl.meta({ description: 'Called while alerting works.' }),
  every: duration().prefault('1m').meta({ description: 'How often. Default 1m.' }),
});

const slack = mapping({
  channel: text('a channel such as `"#sre"`, in quotes').optional().meta({ description: 'Where messages go.' }),
  token: secretReference().optional().meta({
    description: 'Token of a bot that may write there: one message an incident, kept up to date.',
  }),
  webhookUrl: secretReference().optional().meta({
    description: 'Instead of a token, the URL of an incoming webhook: a message for each change.',
  }),
  signingSecret: secretReference().optional().meta({
    description: 'Signing secret of the app; with it messages have buttons.',
  }),
  api: httpUrl().prefault('https://slack.com/api').meta({ description: 'Where the API of Slack is.' }),
});

const telegram = mapping({
  chat: z.int({ error: 'the number of a chat' }).meta({ description: 'Where messages go.' }),
  token: secretReference().meta({ description: 'Token of the bot.' }),
  callbackSecret: secretReference().optional().meta({
    description: 'What Telegram shows when it calls Nines (`secret_token`). Default: Nines asks Telegram.',
  }),
  api: httpUrl().prefault('https://api.telegram.org').meta({ description: 'Where the API of Telegram is.' }),
});

const address = textOf(EMAIL_ADDRESS, 'an email address');

const email = mapping({
  to: listOf(address, 'a list of email addresses').min(1, { error: 'at least one email address' }).meta({
    description: 'Who gets messages.',
  }),
  from: address.meta({ description: 'Who sends them.' }),
  smarthost: hostAndPort('a server such as `mail.example.com:587`').meta({
    description: 'Server that takes mail.',
  }),
  username: text('a name').optional().meta({ description: 'Where the server wants one.' }),
  password: secretReference().optional().meta({ description: 'Where the server wants one.' }),
  requireTls: flag().prefault(true).meta({ description: 'Whether to send only over TLS. Default true.' }),
});

const pagerduty = mapping({
  routingKey: secretReference().meta({ description: 'Integration key of a service (Events API v2).' }),
  api: httpUrl().prefault('https://events.pagerduty.com').meta({ description: 'Where the API of PagerDuty is.' }),
});

const webhook = mapping({
  name: text('a name').meta({ description: 'What it is called.' }),
  url: secretUrl.meta({ description: 'Where it is posted.' }),
  receives: oneOf(['platform', 'all', 'incidents'])
    .prefault('platform')
    .meta({
      description:
        '`platform`: alerts about Nines itself, `all`: every alert, as Alertmanager writes them. `incidents`: CloudEvents ' +
        'of incidents. Default platform.',
    }),
  secret: secretReference().optional().meta({ description: 'What incidents are signed with.' }),
});

const route = mapping({
  severities: listOf(oneOf([1, 2, 3, 4]), 'a list of severities from 1 to 4')
    .min(1, { error: 'at least one severity' })
    .optional()
    .meta({ description: 'How bad it is, 1 the worst. Default all.' }),
  owners: listOf(text('the name of a team'), 'a list of teams')
    .min(1, { error: 'at least one team' })
    .optional()
    .meta({ description: 'Whose services are affected. Default anybody’s.' }),
  drills: flag().prefault(false).meta({ description: 'Incidents of drills instead of real ones. Default false.' }),
  to: listOf(
    text('a channel such as `slack`, `"slack:#web"`, `telegram`, `email`, `webhook:NAME` or `pagerduty`'),
    'a list of channels',
  )
    .min(1, { error: 'at least one channel' })
    .meta({ description: 'Who is told.' }),
});

export const notify = mapping({
  heartbeat: heartbeat.optional().meta({ description: 'Something that notices when nothing comes any more.' }),
  slack: slack.optional().meta({ description: 'A channel of Slack. Default: `SLACK_WEBHOOK_URL`, where it is set.' }),
  telegram: telegram.optional().meta({
    description: 'A chat of Telegram. Default: `TELEGRAM_TOKEN` and `TELEGRAM_CHAT_ID`, where they are set.',
  }),
  email: email.optional().meta({ description: 'A mail.' }),
  pagerduty: pagerduty.optional().meta({ description: 'A service of PagerDuty.' }),
  webhooks: listOf(webhook, 'a list of webhooks').prefault([]).meta({ description: 'Programs that are told.' }),
  routes: listOf(route, 'a list of routes')
    .optional()
    .meta({ description: 'Who is told of which incidents. Default: all real ones on every channel.' }),
});

export type NotifyInput = z.output<typeof notify>;
