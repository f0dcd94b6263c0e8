/** What is done so that it does not happen again, and what might be. */
import { correctiveActions } from '../corrective-actions.ts';
import type { Facts } from '../facts.ts';
import { bullets, plain, table } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { suggestions } from './suggestions.ts';

export function actions(source: PostmortemSource, facts: Facts): string {
  const rows = correctiveActions([source.incident], source.nowMs).map(({ state, task }) => [
    plain(task.id),
    plain(task.text),
    task.owner === null ? '**nobody yet**' : plain(task.owner),
    task.due === null ? '**no date yet**' : plain(task.due),
    state,
  ]);
  const suggested = suggestions(source, facts).map((text) => `[ ] ${text}`);
  const parts = [
    rows.length === 0 ? 'None is tracked yet.' : table(['Id', 'Action', 'Owner', 'Due', 'Status'], rows),
    ...(suggested.length === 0
      ? []
      : [
          `Suggested by what is recorded, to be taken on with an owner and a date, or struck out:\n\n${bullets(suggested)}`,
        ]),
  ];
  return parts.join('\n\n');
}
