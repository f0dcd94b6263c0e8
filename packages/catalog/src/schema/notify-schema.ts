/** What may stand under `notify`: where alerts about Nines itself go. */
import { z } from 'zod';
import { duration, ENVIRONMENT_NAME, flag, hostAndPort, httpUrl, listOf } from './scalars.ts';
import { mapping, oneOf, text, textOf } from './scalars.ts';

const EMAIL_ADDRESS = /^[^\s@]+@[^\s@]+$/;

const secretReference = mapping({
  secret: textOf(ENVIRONMENT_NAME, 'the name of a secret').meta({ description: 'Name of a declared secret.' }),
});

const secretUrl = z.union([httpUrl(), secretReference], {
  error: 'a URL that starts with http:// or https://, or `{ secret: NAME }`',
});

const heartbeat = mapping({
  url: secretUrl.meta({ description: 'Called while alerting works.' }),
  every: duration().prefault('1m').meta({ description: 'How often. Default 1m.' }),
});

const slack = mapping({
  channel: text('a channel such as `"#sre"`, in quotes').meta({ description: 'Where messages go.' }),
  token: secretReference.meta({ description: 'Token of a bot that may write there.' }),
  api: httpUrl().prefault('https://slack.com/api').meta({ description: 'Where the API of Slack is.' }),
});

const telegram = mapping({
  chat: z.int({ error: 'the number of a chat' }).meta({ description: 'Where messages go.' }),
  token: secretReference.meta({ description: 'Token of the bot.' }),
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
  password: secretReference.optional().meta({ description: 'Where the server wants one.' }),
  requireTls: flag().prefault(true).meta({ description: 'Whether to send only over TLS. Default true.' }),
});

const webhook = mapping({
  name: text('a name').meta({ description: 'What it is called.' }),
  url: secretUrl.meta({ description: 'Where alerts are posted, as Alertmanager writes them.' }),
  receives: oneOf(['platform', 'all'])
    .prefault('platform')
    .meta({ description: '`platform`: alerts about Nines itself. `all`: every alert. Default platform.' }),
});

export const notify = mapping({
  heartbeat: heartbeat.optional().meta({ description: 'Something that notices when nothing comes any more.' }),
  slack: slack.optional().meta({ description: 'A channel of Slack.' }),
  telegram: telegram.optional().meta({ description: 'A chat of Telegram.' }),
  email: email.optional().meta({ description: 'A mail.' }),
  webhooks: listOf(webhook, 'a list of webhooks').prefault([]).meta({ description: 'Programs that are told.' }),
});

export type NotifyInput = z.output<typeof notify>;
