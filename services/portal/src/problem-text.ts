/** Problems in words for visitors. Pure. */
import { Problem } from '@nines/service-kit';
import { z } from 'zod';

import type { ProblemText } from './pages/problem-page.ts';

const documentSchema = z.object({ service: z.string().regex(/^[a-z][a-z0-9-]*$/) });

const BY_STATUS: Readonly<Record<number, ProblemText>> = {
  403: { title: 'Not for you', text: 'Your account may not do that.', retry: false },
  404: {
    title: 'Nothing here',
    text: 'There is no page at this address. It may have moved, or the link is mistyped.',
    retry: false,
  },
  413: { title: 'Too large', text: 'That is larger than this page takes.', retry: false },
};

/** Title and text for any thrown value; internals are left out. */
export function problemTextOf(error: unknown): ProblemText {
  if (!(error instanceof Problem)) return FAILED;
  const away = awayService(error);
  if (away !== undefined) {
    const verb = error.code === 'BACKEND_FAILED' ? 'is not working properly' : 'is not answering';
    return {
      title: 'One moment',
      text: `The ${titled(away)} service ${verb}. Nothing of yours is lost: try again in a moment.`,
      retry: true,
    };
  }
  if (error.code === 'FORM_EXPIRED') return { title: 'This form is too old', text: error.message, retry: true };
  return BY_STATUS[error.status] ?? FAILED;
}

const FAILED: ProblemText = {
  title: 'That did not work',
  text: 'Something went wrong on our side. Try again in a moment.',
  retry: true,
};

/** The service to name: the one that the api named, else the api itself. */
export function awayService({ code, cause, options }: Problem): string | undefined {
  if (!code.startsWith('BACKEND_')) return undefined;
  const named = documentSchema.safeParse(cause);
  return named.success ? named.data.service : options.service;
}

function titled(service: string): string {
  return service === 'api' ? 'API' : `${service.charAt(0).toUpperCase()}${service.slice(1)}`;
}
