/** Answers that every route may give instead of its own. */
import { problemSchema } from '@nines/api';

export const PROBLEMS = { '4xx': problemSchema, '5xx': problemSchema };
