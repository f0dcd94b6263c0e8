/** Where messages about incidents can go, as routes write it. */
import type { Notify } from './model-notify.ts';

export const EMAIL_ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Any of the forms that `parseDestination` knows. */
const DESTINATION =
  /^(slack(:[^\s:]{1,80})?|telegram(:-?\d{1,16})?|email(:[^\s@]+@[^\s@]+)?|webhook:.*\S.*|pagerduty)$/;

/** Without a place of its own it is that of the section. */
export type Destination =
  | { readonly kind: 'slack'; readonly channel?: string }
  | { readonly kind: 'telegram'; readonly chat?: number }
  | { readonly kind: 'email'; readonly to?: string }
  | { readonly kind: 'webhook'; readonly name: string }
  | { readonly kind: 'pagerduty' };

const FORMS: Readonly<Record<string, (place: string) => Destination>> = {
  slack: (channel) => (channel === '' ? { kind: 'slack' } : { kind: 'slack', channel }),
  telegram: (chat) => (chat === '' ? { kind: 'telegram' } : { kind: 'telegram', chat: Number(chat) }),
  email: (to) => (to === '' ? { kind: 'email' } : { kind: 'email', to }),
  webhook: (name) => ({ kind: 'webhook', name }),
  pagerduty: () => ({ kind: 'pagerduty' }),
};

/** `slack`, `slack:#web`, `telegram`, `telegram:-1001`, `email`, `email:web@example.com`, `webhook:NAME`, `pagerduty`. */
export function parseDestination(text: string): Destination | undefined {
  if (!DESTINATION.test(text)) return undefined;
  const [kind = ''] = text.split(':', 1);
  return FORMS[kind]?.(text.slice(kind.length + 1));
}

/** The one way to write it: a place that is that of the section is left out, so that nobody is told twice. */
export function canonicalDestination(text: string, { slack, telegram, email }: Omit<Notify, 'routes'>): string {
  const destination = parseDestination(text);
  switch (destination?.kind) {
    case 'slack':
      return destination.channel !== undefined && destination.channel === slack?.channel ? 'slack' : text;
    case 'telegram':
      if (destination.chat === undefined) return text;
      return destination.chat === telegram?.chat ? 'telegram' : `telegram:${destination.chat}`;
    case 'email':
      return destination.to !== undefined && email?.to.length === 1 && email.to[0] === destination.to ? 'email' : text;
    default:
      return text;
  }
}

/** All that has a section: what is told where no route says otherwise. */
export function everyDestination({ slack, telegram, email, pagerduty, webhooks }: Omit<Notify, 'routes'>): string[] {
  return [
    ...(slack === undefined ? [] : ['slack']),
    ...(telegram === undefined ? [] : ['telegram']),
    ...(email === undefined ? [] : ['email']),
    ...(pagerduty === undefined ? [] : ['pagerduty']),
    ...webhooks.flatMap(({ name, receives }) => (receives === 'incidents' ? [`webhook:${name}`] : [])),
  ];
}
