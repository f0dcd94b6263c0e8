/** Messages of the outbox, as the API tells of them. */
import type { ApiMessage } from '@nines/api';
import type { OutboxMessage } from '@nines/kernel';

export function describeMessage(message: OutboxMessage): ApiMessage {
  const { attempts, channel, decidedAt, dueAt, failure, id, notification, sentAt, state } = message;
  const reason = notification.kind === 'incident' ? notification.reason : 'plain';
  return { attempts, channel, decidedAt, dueAt, failure, id, reason, sentAt, state };
}
