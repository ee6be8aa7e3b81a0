import { AppError } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';
import { json, ok } from '../answers.ts';
import { noCookie, sessionCookie, sessionToken } from '../cookies.ts';
import { requireOwnPage } from '../forgery.ts';
import { addressOf } from '../ratelimit.ts';
import { type Answer, defineRoute, type RouteContext } from '../route.ts';
import { line } from '../schemas/common.ts';
import { newPassword, type SessionView, sessionSchema, typedPassword } from '../schemas/users.ts';
import { z } from '../schemas/zod.ts';
import type { Principal, SignedIn } from '../services.ts';

const tag = 'Sign-in';
const smallBody = 16 * 1024;

const signInBody = z.strictObject({ login: line(limits.loginUnits), password: typedPassword }).openapi('SignIn');
const acceptBody = z.strictObject({ token: line(200), password: newPassword }).openapi('AcceptInvite');
const passwordBody = z.strictObject({ current: typedPassword, password: newPassword }).openapi('NewPassword');

export const sessionRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/session',
    scope: 'public',
    tag,
    summary: 'Signs in with a password',
    description:
      'The answer sets the session cookie. An unknown login and a wrong password get the same answer. After ' +
      `${limits.failedSignInsLogin} wrong passwords within ${limits.signInWindowMinutes} minutes it is 429.`,
    request: { body: { json: { schema: signInBody, maxBytes: smallBody } } },
    responses: { 200: json('Signed in.', sessionSchema) },
    async handler(context) {
      const { services, request, body } = context;
      requireOwnPage(request, services.config);
      const former = sessionToken(request, services.config);
      const who = { login: body.login, address: addressOf(request) };
      const signedIn = await services.signIns.guard(who, () => services.sessions.signIn(body, former));
      if (!signedIn) throw new AppError('unauthorized', 'Login or password is wrong.');
      return openedSession(context, signedIn);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/session',
    scope: 'user',
    tag,
    summary: 'Who is signed in',
    responses: { 200: json('The session.', sessionSchema) },
    handler: async ({ services, principal }) => ok(await viewOf(services, principal!)),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/session',
    scope: 'user',
    tag,
    summary: 'Signs out',
    responses: { 204: { description: 'The session is over.' } },
    async handler({ services, scope, request }) {
      await services.sessions.signOut(scope, sessionToken(request, services.config)!);
      return { status: 204, headers: { 'Set-Cookie': noCookie(services.config) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/session/invite',
    scope: 'public',
    guessable: true,
    tag,
    summary: 'Sets a password by the token of an invitation, and signs in',
    description: 'All former sessions of the person end.',
    request: { body: { json: { schema: acceptBody, maxBytes: smallBody } } },
    responses: { 200: json('Signed in.', sessionSchema) },
    async handler(context) {
      const { services, request, body } = context;
      requireOwnPage(request, services.config);
      const signedIn = await services.sessions.acceptInvite(body.token, body.password);
      if (!signedIn)
        throw new AppError('forbidden', 'This invitation was used, is too old, or never was one.', {
          reason: 'invitation_used',
        });
      return openedSession(context, signedIn);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/users/me/password',
    scope: 'user',
    tag,
    summary: 'Changes the own password',
    description: 'All sessions of the person end; the answer sets the cookie of a new one.',
    request: { body: { json: { schema: passwordBody, maxBytes: smallBody } } },
    responses: { 200: json('The new session.', sessionSchema) },
    async handler(context) {
      const { services, request, scope, principal, body } = context;
      const who = { login: principal!.session!.user.login, address: addressOf(request) };
      const change = () => services.sessions.changePassword(scope, principal!.actor.id, body);
      const signedIn = await services.signIns.guard(who, change);
      if (!signedIn) throw wrongPassword();
      return openedSession(context, signedIn);
    },
  }),
];

/** The answer that hands a browser its new session. */
export async function openedSession(
  { services }: Pick<RouteContext, 'services'>,
  { token, principal }: SignedIn,
  status = 200,
): Promise<Answer> {
  const cookie = sessionCookie(services.config, token, principal.session!.expiresAt);
  return { status, body: await viewOf(services, principal), headers: { 'Set-Cookie': cookie } };
}

async function viewOf(services: RouteContext['services'], { scope, scopes, session }: Principal): Promise<SessionView> {
  const { id, name, taxonomy } = await services.workspaces.get(scope);
  return { ...session!, scopes, workspace: { id, name, taxonomy } };
}

function wrongPassword(): AppError {
  const detail = 'The current password is wrong.';
  return new AppError('forbidden', detail, { problems: [{ code: 'forbidden', detail, pointer: '/current' }] });
}
