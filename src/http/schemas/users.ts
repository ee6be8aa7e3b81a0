import { limits } from '../../feedback/limits.ts';
import { keyScopes, type OpenSession, roles, type User } from '../../feedback/read.ts';
import { toLogin, toPassword } from '../../feedback/signIn.ts';
import { custom } from '../validate.ts';
import { line } from './common.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });

export const userSchema: z.ZodType<User> = z
  .object({
    id: z.string(),
    login: z.string(),
    name: z.string(),
    role: z.enum(roles),
    hasPassword: z.boolean().openapi({ description: 'False until an invitation was accepted.' }),
    disabled: z.boolean(),
    createdAt: time,
    lastSignInAt: time.nullable(),
  })
  .openapi('User');

export interface SessionView extends OpenSession {
  scopes: string[];
  workspace: { id: string; name: string; taxonomy: string };
}

export const sessionSchema: z.ZodType<SessionView> = z
  .object({
    user: userSchema,
    scopes: z.array(z.enum(keyScopes)).openapi({ description: 'What the role may do, in the scopes of keys.' }),
    workspace: z.object({ id: z.string(), name: z.string(), taxonomy: z.string() }),
    csrfToken: z.string().openapi({
      description:
        'Goes into the header `X-CSRF-Token` of every request that changes something. New with each sign-in.',
    }),
    expiresAt: time.openapi({
      description: `The session ends then, and ${limits.sessionIdleMinutes} minutes after the last request.`,
    }),
  })
  .openapi('Session');

/** How somebody is known at the door. */
export const login = line(limits.loginUnits)
  .refine((value) => /^[^\s\p{C}]+$/u.test(toLogin(value)), custom('invalid_format', 'A login has no blanks in it.'))
  .openapi({ description: 'E-mail address or name to sign in with; case and width do not count.' });

export const role = z.enum(roles).openapi({
  description: 'reader: reads. analyst: reads, analyses and imports. reviewer: reads and reviews. admin: everything.',
});

/** Counted in characters as people see them, more or less: code points. */
export const newPassword = line(limits.passwordUnits)
  .refine(
    (value) => [...toPassword(value)].length >= limits.passwordCharacters,
    custom('out_of_range', `At least ${limits.passwordCharacters} characters are required.`, {
      values: { minimum: limits.passwordCharacters, unit: 'characters' },
    }),
  )
  .openapi({ format: 'password', minLength: limits.passwordCharacters });

export const typedPassword = line(limits.passwordUnits).openapi({ format: 'password' });

export const newUserBody = z.strictObject({ login, name: line(limits.nameUnits), role }).openapi('NewUser');

export const userPatch = z
  .strictObject({
    name: line(limits.nameUnits).optional(),
    role: role.optional(),
    disabled: z.boolean().optional().openapi({ description: 'true ends all sessions of the person.' }),
  })
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'There is nothing to change.'))
  .openapi('UserPatch');

export const inviteSchema = z
  .object({
    token: z.string(),
    link: z.string().openapi({
      description: 'Page with the token in its fragment; a path where HUIYIN_PUBLIC_URL is not set.',
    }),
    expiresAt: time,
  })
  .openapi('Invite', { description: 'Shown this once; only its hash is kept.' });
