/** Who may ask, and what was done by whom. */
import { PERMISSIONS, ROLES } from '@nines/kernel';
import { z } from 'zod';
import { momentSchema } from './moments.ts';

const roleSchema = z.enum(ROLES);
const permissionSchema = z.enum(PERMISSIONS);

export const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 1_000;
/** A browser shows it with whatever it wants changed: the `csrfToken` of its session. */
export const CSRF_HEADER = 'x-csrf-token';
/** All tokens begin with it, so that scanners for secrets know them. */
export const TOKEN_PREFIX = 'nines_';

const userNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,62}$/, 'lower-case letters, digits and . _ @ -, at most 63')
  .meta({ description: 'Lower-case letters, digits and `. _ @ -`' });
/** What is typed to log in, which may be anything. */
const typedNameSchema = z.string().max(200);
const passwordSchema = z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD);

/** Body of `POST /api/v1/session`. */
export const loginSchema = z.strictObject({ name: typedNameSchema, password: z.string().max(LONGEST_PASSWORD) });

export type Login = z.infer<typeof loginSchema>;

/** Body of `POST /api/v1/session/link`. */
export const linkLoginSchema = z.strictObject({
  token: z.string().max(200).meta({ description: 'What follows `#` in the link' }),
  password: passwordSchema.meta({ description: 'The new one' }),
});

export type LinkLogin = z.infer<typeof linkLoginSchema>;

/** `GET /api/v1/session` */
export const whoSchema = z
  .object({
    name: z.string(),
    kind: z.enum(['user', 'token', 'local']),
    role: roleSchema,
    permissions: z.array(permissionSchema).readonly(),
    csrfToken: z
      .string()
      .nullable()
      .meta({ description: `Shown as ${CSRF_HEADER} with whatever changes something; null without a session` }),
    expiresAt: momentSchema.nullable().meta({ description: 'When the session ends at the latest' }),
  })
  .meta({ id: 'Who', description: 'Who asks' });

export type Who = z.infer<typeof whoSchema>;

export const userSchema = z
  .object({
    name: z.string(),
    role: roleSchema,
    isDisabled: z.boolean(),
    hasPassword: z.boolean().meta({ description: 'Whether the link was used' }),
    createdAt: momentSchema,
  })
  .meta({ id: 'User' });

export type ApiUser = z.infer<typeof userSchema>;

const onePage = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item).readonly(), pagination: z.object({ next: z.null() }) });

/** `GET /api/v1/users` */
export const userListSchema = onePage(userSchema).meta({ id: 'UserList', description: 'By name' });

/** Body of `POST /api/v1/users`. */
export const newUserSchema = z.strictObject({ name: userNameSchema, role: roleSchema.default('viewer') });

export const userParametersSchema = z.object({ name: typedNameSchema });

/** Body of `PATCH /api/v1/users/{name}`. */
export const userChangeSchema = z.strictObject({ role: roleSchema.optional(), isDisabled: z.boolean().optional() });

/** `POST /api/v1/users`, `POST /api/v1/users/{name}/link` */
export const userLinkSchema = z
  .object({
    name: z.string(),
    path: z.string().meta({ description: 'Opened in a browser it lets the user set a password, once' }),
    expiresAt: momentSchema,
  })
  .meta({ id: 'UserLink' });

export type UserLink = z.infer<typeof userLinkSchema>;

export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    user: z.string().nullable().meta({ description: 'Whose it is; null: of a service' }),
    role: roleSchema,
    scopes: z.array(permissionSchema).readonly(),
    createdAt: momentSchema,
    expiresAt: momentSchema.nullable(),
    lastUsedAt: momentSchema.nullable().meta({ description: 'To the minute' }),
    revokedAt: momentSchema.nullable(),
  })
  .meta({ id: 'Token' });

export type ApiToken = z.infer<typeof tokenSchema>;

/** `GET /api/v1/tokens` */
export const tokenListSchema = onePage(tokenSchema).meta({ id: 'TokenList', description: 'The newest first' });

const LONGEST_LIFE_DAYS = 3_650;

/** Body of `POST /api/v1/tokens`. */
export const newTokenSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  kind: z.enum(['personal', 'service']).default('personal'),
  user: typedNameSchema.optional().meta({ description: 'Whose a personal token is; who asks, where left out' }),
  role: roleSchema.optional().meta({ description: 'At most; that of the user, or viewer, where left out' }),
  scopes: z.array(permissionSchema).min(1).optional().meta({ description: 'Everything of the role, where left out' }),
  expiresInDays: z.number().int().min(1).max(LONGEST_LIFE_DAYS).nullable().default(90),
});

export type NewApiToken = z.infer<typeof newTokenSchema>;

/** `POST /api/v1/tokens` */
export const createdTokenSchema = tokenSchema
  .extend({ secret: z.string().meta({ description: 'Told this once only' }) })
  .meta({ id: 'CreatedToken' });

export const tokenParametersSchema = z.object({ id: z.string().max(100) });

/** `GET /api/v1/audit` */
export const auditQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  outcome: z.enum(['changed', 'refused']).optional(),
});
