/** Commands about incidents, and about who is told of alerts. */
import { JSON_OPTION } from '../command.ts';
import type { CommandDefinition, CommandHandler, OptionDefinition } from '../command.ts';

const BY_OPTION: OptionDefinition = { flags: '--by <name>', description: 'in whose name; otherwise yours' };
const GROUP = 'Deal with trouble';

/** What does something about one incident. */
function about(
  name: string,
  parameters: string,
  summary: string,
  load: () => Promise<CommandHandler>,
  more: Pick<CommandDefinition, 'examples'> & {
    readonly options?: readonly OptionDefinition[];
    readonly idempotent?: boolean;
  },
): CommandDefinition {
  const { examples, idempotent = true, options = [] } = more;
  return {
    name: `incident ${name}`,
    parameters: `<number>${parameters === '' ? '' : ` ${parameters}`}`,
    summary,
    group: GROUP,
    options: [...options, BY_OPTION, JSON_OPTION],
    examples,
    destructive: false,
    idempotent,
    load,
  };
}

const READING: readonly CommandDefinition[] = [
  {
    name: 'incident list',
    parameters: '',
    summary: 'Show incidents, the newest first',
    group: GROUP,
    options: [
      { flags: '--open', description: 'only those that are not resolved' },
      { flags: '--severity <severity>', description: 'only those of this severity, 1 to 4' },
      { flags: '--service <service>', description: 'only those that affect this service' },
      { flags: '--last <duration>', description: 'only those that began so recently' },
      { flags: '--drills', description: 'only those of drills' },
      { flags: '--real', description: 'only those of no drill' },
      JSON_OPTION,
    ],
    examples: ['nines incident list --open', "nines incident list --last 7d --json | jq '.data[].title'"],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./incident-list.ts')).incidentList,
  },
  {
    name: 'incident show',
    parameters: '<number>',
    summary: 'Show one incident: how it stands, who does what, what it cost, and everything that happened',
    group: GROUP,
    options: [JSON_OPTION],
    examples: ['nines incident show 7', 'nines incident show 7 --json'],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./incident-show.ts')).incidentShow,
  },
  {
    name: 'incident postmortem',
    parameters: '[number]',
    summary: 'Draft the postmortem of an incident, in Markdown; without a number, show which are owed',
    group: GROUP,
    options: [
      { flags: '-o, --output <folder>', description: 'write it there with its charts instead of printing it' },
      { flags: '--force', description: 'also in place of the files of an earlier draft' },
      JSON_OPTION,
    ],
    examples: ['nines incident postmortem', 'nines incident postmortem 7 --output postmortems'],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./incident-postmortem.ts')).incidentPostmortem,
  },
  {
    name: 'incident actions',
    parameters: '',
    summary: 'Show what is still to be done so that incidents do not happen again',
    group: GROUP,
    options: [JSON_OPTION],
    examples: ['nines incident actions', "nines incident actions --json | jq '.data[] | select(.isOverdue)'"],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./incident-actions.ts')).incidentActions,
  },
  {
    name: 'incident figures',
    parameters: '',
    summary: 'Show how fast trouble was noticed, taken up and ended: MTTD, MTTA, MTTR, commitments',
    group: GROUP,
    options: [
      { flags: '--group <what>', description: 'service or team', defaultValue: 'service' },
      { flags: '--last <duration>', description: 'how much of the past', defaultValue: '30d' },
      JSON_OPTION,
    ],
    examples: ['nines incident figures', 'nines incident figures --group team --last 90d'],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./incident-figures.ts')).incidentFigures,
  },
];

const MOVES: readonly CommandDefinition[] = [
  about(
    'ack',
    '',
    'Acknowledge an incident: somebody cares for it',
    async () => (await import('./incident-ack.ts')).incidentAck,
    {
      examples: ['nines incident ack 7', 'nines incident ack 7 --by "Ada Lovelace"'],
    },
  ),
  about(
    'unack',
    '',
    'Give an incident back: nobody cares for it any more',
    async () => (await import('./incident-unack.ts')).incidentUnack,
    {
      examples: ['nines incident unack 7'],
    },
  ),
  about(
    'mitigate',
    '',
    'Say that users do not feel an incident any more',
    async () => (await import('./incident-mitigate.ts')).incidentMitigate,
    {
      examples: ['nines incident mitigate 7'],
    },
  ),
  about(
    'resolve',
    '',
    'Say that an incident is over; it also ends by itself with its alerts',
    async () => (await import('./incident-resolve.ts')).incidentResolve,
    {
      examples: ['nines incident resolve 7'],
    },
  ),
  about(
    'reopen',
    '',
    'Say that an incident is not over, within a day after its end',
    async () => (await import('./incident-reopen.ts')).incidentReopen,
    {
      examples: ['nines incident reopen 7'],
    },
  ),
];

const EDITS: readonly CommandDefinition[] = [
  about(
    'note',
    '<text>',
    'Write something into the timeline of an incident',
    async () => (await import('./incident-note.ts')).incidentNote,
    {
      examples: ['nines incident note 7 "the disk is full"'],
      idempotent: false,
    },
  ),
  about(
    'severity',
    '<severity>',
    'Say how bad an incident is, 1 (the worst) to 4; rules leave it alone then',
    async () => (await import('./incident-severity.ts')).incidentSeverity,
    {
      examples: ['nines incident severity 7 1'],
    },
  ),
  about(
    'role',
    '<role> [person]',
    'Say who is commander, communications or scribe; without a name, nobody is',
    async () => (await import('./incident-role.ts')).incidentRole,
    {
      examples: ['nines incident role 7 commander ada', 'nines incident role 7 scribe'],
    },
  ),
  about(
    'task',
    '[text]',
    'Add something to be done to an incident, or say that it is done',
    async () => (await import('./incident-task.ts')).incidentTask,
    {
      options: [
        { flags: '--corrective', description: 'so that it does not happen again; tracked until it is done' },
        { flags: '--owner <name>', description: 'who does it' },
        { flags: '--due <day>', description: 'until when, such as 2026-12-24' },
        { flags: '--done <id>', description: 'this one is done' },
      ],
      examples: [
        'nines incident task 7 "alert on full disks" --corrective --owner ada --due 2026-12-24',
        'nines incident task 7 --done 7-1',
      ],
      idempotent: false,
    },
  ),
  about(
    'link',
    '<url>',
    'Link what helps to understand an incident',
    async () => (await import('./incident-link.ts')).incidentLink,
    {
      options: [{ flags: '--title <text>', description: 'what is there' }],
      examples: ['nines incident link 7 https://wiki.example.com/disks --title "how we clean disks"'],
      idempotent: false,
    },
  ),
  about(
    'merge',
    '<into>',
    'Say that an incident is a part of another one',
    async () => (await import('./incident-merge.ts')).incidentMerge,
    {
      examples: ['nines incident merge 8 7'],
    },
  ),
  about(
    'split',
    '<fingerprints...>',
    'Make some alerts of an incident one of their own',
    async () => (await import('./incident-split.ts')).incidentSplit,
    {
      examples: ['nines incident split 7 0123456789abcdef'],
      idempotent: false,
    },
  ),
];

const TELLING: readonly CommandDefinition[] = [
  {
    name: 'alert why',
    parameters: '<alert>',
    summary: 'Tell why people were told of an alert, or not: a fingerprint, ALERTNAME or ALERTNAME/SERVICE',
    group: GROUP,
    options: [JSON_OPTION],
    examples: ['nines alert why ServiceDown/api', 'nines alert why 0123456789abcdef'],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./alert-why.ts')).alertWhy,
  },
  {
    name: 'alert silence',
    parameters: '<matchers...>',
    summary: 'Tell nobody of some alerts for a while: LABEL=VALUE, or !=, =~, !~',
    group: GROUP,
    options: [
      { flags: '--for <duration>', description: 'how long', defaultValue: '1h' },
      { flags: '--comment <text>', description: 'why; others will ask' },
      BY_OPTION,
      JSON_OPTION,
    ],
    examples: ['nines alert silence service=api --for 2h --comment "the disk is being replaced"'],
    destructive: false,
    idempotent: false,
    load: async () => (await import('./alert-silence.ts')).alertSilence,
  },
  {
    name: 'alert silences',
    parameters: '',
    summary: 'Show what nobody is told of, until when, by whom and why',
    group: GROUP,
    options: [JSON_OPTION],
    examples: ['nines alert silences'],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./alert-silences.ts')).alertSilences,
  },
  {
    name: 'alert unsilence',
    parameters: '<id>',
    summary: 'End a silence now',
    group: GROUP,
    options: [],
    examples: ['nines alert unsilence 0f8fad5b-d9cb-469f-a165-70867728950e'],
    destructive: false,
    idempotent: true,
    load: async () => (await import('./alert-unsilence.ts')).alertUnsilence,
  },
  {
    name: 'notify test',
    parameters: '[channels...]',
    summary: 'Send a test to every channel, or to these, and tell what became of it',
    group: GROUP,
    options: [
      { flags: '--timeout <duration>', description: 'how long to wait for the outcome', defaultValue: '30s' },
      JSON_OPTION,
    ],
    examples: ['nines notify test', "nines notify test slack 'telegram:-1001'"],
    destructive: false,
    idempotent: false,
    load: async () => (await import('./notify-test.ts')).notifyTest,
  },
];

export const INCIDENT_COMMANDS: readonly CommandDefinition[] = [...READING, ...MOVES, ...EDITS, ...TELLING];
