/** Commands about who may ask. */
import { JSON_OPTION } from '../command.ts';
import type { CommandDefinition } from '../command.ts';

const COMMON = { group: 'Who may ask', destructive: false } as const;

export const ACCESS_FAMILIES: Readonly<Record<string, string>> = {
  token: 'Commands about tokens: what programs show to be let in',
  user: 'Commands about people who may log in',
};

export const ACCESS_COMMANDS: readonly CommandDefinition[] = [
  {
    ...COMMON,
    name: 'token create',
    parameters: '<name>',
    summary: 'Make a token for a program, and print it, this once',
    options: [
      { flags: '--role <role>', description: 'viewer, responder, operator or administrator', defaultValue: 'viewer' },
      { flags: '--scope <permissions>', description: 'only these of the role, with commas between: read,incident.act' },
      { flags: '--user <name>', description: 'a personal one of this user, with the role of the user at most' },
      { flags: '--days <days>', description: 'how long it counts, or never-ending', defaultValue: '90' },
      JSON_OPTION,
    ],
    examples: ['nines token create ci --scope read', 'nines token create chat --role responder --days 365'],
    idempotent: false,
    load: async () => (await import('./token-create.ts')).tokenCreate,
  },
  {
    ...COMMON,
    name: 'token list',
    parameters: '',
    summary: 'Show tokens: whose they are, what they may, until when, and when they were used',
    options: [JSON_OPTION],
    examples: ['nines token list'],
    idempotent: true,
    load: async () => (await import('./token-list.ts')).tokenList,
  },
  {
    ...COMMON,
    name: 'token revoke',
    parameters: '<id>',
    summary: 'Let a token count no more',
    options: [],
    examples: ['nines token revoke 5b1c9a52-8f0e-4c57-9b0c-1f2d3e4a5b6c'],
    idempotent: false,
    load: async () => (await import('./token-revoke.ts')).tokenRevoke,
  },
  {
    ...COMMON,
    name: 'user add',
    parameters: '<name>',
    summary: 'Add a user, and print the link with which they set a password',
    options: [
      { flags: '--role <role>', description: 'viewer, responder, operator or administrator', defaultValue: 'viewer' },
    ],
    examples: ['nines user add ada --role responder'],
    idempotent: false,
    load: async () => (await import('./user-add.ts')).userAdd,
  },
  {
    ...COMMON,
    name: 'user list',
    parameters: '',
    summary: 'Show who may log in',
    options: [JSON_OPTION],
    examples: ['nines user list'],
    idempotent: true,
    load: async () => (await import('./user-list.ts')).userList,
  },
  {
    ...COMMON,
    name: 'user role',
    parameters: '<name> <role>',
    summary: 'Give a user another role; ends their sessions',
    options: [],
    examples: ['nines user role ada operator'],
    idempotent: true,
    load: async () => (await import('./user-change.ts')).userRole,
  },
  {
    ...COMMON,
    name: 'user disable',
    parameters: '<name>',
    summary: 'Let a user in no more; ends their sessions, and their tokens do not count',
    options: [{ flags: '--undo', description: 'let them in again' }],
    examples: ['nines user disable ada', 'nines user disable ada --undo'],
    idempotent: true,
    load: async () => (await import('./user-change.ts')).userDisable,
  },
  {
    ...COMMON,
    name: 'user link',
    parameters: '<name>',
    summary: 'Print a link with which a user sets a new password, once, within a day',
    options: [],
    examples: ['nines user link admin'],
    idempotent: false,
    load: async () => (await import('./user-link.ts')).userLink,
  },
];
