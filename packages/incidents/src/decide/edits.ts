/** What people add to an incident and change of it, but for its status and its alerts. */
import { NinesError } from '@nines/kernel';
import type { Incident, IncidentAction, IncidentTask } from '@nines/kernel';
import type { Step } from './step.ts';

type EditKind = 'severity' | 'role' | 'note' | 'task' | 'task-done' | 'link';
type EditAction = Extract<IncidentAction, { kind: EditKind }>;
type Edit<Kind> = (incident: Incident, action: Extract<EditAction, { kind: Kind }>, at: string) => Step | undefined;

/** Undefined: it is so already. */
const EDITS: { readonly [Kind in EditKind]: Edit<Kind> } = {
  severity: ({ severity: from, status }, { severity: to }) => ({
    changes: { severity: to, severityBy: 'person' },
    event: { type: 'severity-changed', data: { from, to } },
    ...(to < from && status !== 'resolved' ? { reason: 'severity' } : {}),
  }),
  role: ({ roles }, { role, person }) => ({
    changes: {
      roles:
        person === null
          ? Object.fromEntries(Object.entries(roles).filter(([name]) => name !== role))
          : { ...roles, [role]: person },
    },
    event: { type: 'role-given', data: { role, person } },
  }),
  note: (_incident, { text }) => ({ changes: {}, event: { type: 'noted', data: { text } } }),
  task: (incident, { task }) => {
    const added: IncidentTask = { id: nextTaskId(incident), ...task, doneAt: null };
    return { changes: { tasks: [...incident.tasks, added] }, event: { type: 'task-added', data: { task: added } } };
  },
  'task-done': ({ number, tasks }, { task: id }, at) => {
    const task = tasks.find((each) => each.id === id);
    if (task === undefined) {
      throw new NinesError('INCIDENT_UNKNOWN_TASK', `Incident ${number} has no task ${id}`, {
        details: { incident: number, task: id, tasks: tasks.map((each) => each.id) },
      });
    }
    if (task.doneAt !== null) return undefined;
    const done = { ...task, doneAt: at };
    return {
      changes: { tasks: tasks.map((each) => (each.id === id ? done : each)) },
      event: { type: 'task-done', data: { task: done } },
    };
  },
  link: ({ links }, { link }) => ({
    changes: { links: [...links, link] },
    event: { type: 'link-added', data: { link } },
  }),
};

/** @throws NinesError `INCIDENT_UNKNOWN_TASK` */
export function edit(incident: Incident, action: EditAction, at: string): Step | undefined {
  const change = EDITS[action.kind] as (incident: Incident, action: EditAction, at: string) => Step | undefined;
  return change(incident, action, at);
}

/** With the number of the incident, so that it stays the only one where incidents become one. */
function nextTaskId({ number, tasks }: Incident): string {
  const own = tasks.filter(({ id }) => id.startsWith(`${number}-`));
  return `${number}-${own.length + 1}`;
}
