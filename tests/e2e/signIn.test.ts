/** What a browser really sends and keeps: the cookie is out of reach of scripts, and of no use to other sites. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, systemBrowser } from '../rig/browser.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const executable = systemBrowser('Signing in by a browser');

describe.skipIf(executable === null)('a browser', () => {
  const folder = temporaryFolder('sign-in');
  let service: RunningService;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let elsewhere: Server;
  beforeAll(async () => {
    service = await startService(folder.path, { HUIYIN_ADMIN_KEY: '' });
    browser = await openBrowser(executable!);
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${service.url}/docs`);
    elsewhere = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>elsewhere</title>');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    elsewhere?.close();
    folder.remove();
  });

  interface Call {
    url: string;
    method: string;
    body?: unknown;
    csrf?: string;
  }
  /** By a script of `from`. */
  const send = (from: Page, call: Call) =>
    from.evaluate(async ({ url, method, body, csrf }) => {
      const headers: Record<string, string> = {};
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      if (csrf !== undefined) headers['X-CSRF-Token'] = csrf;
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      return fetch(url, { method, headers, credentials: 'include', ...content }).then(
        async (response) => ({ status: response.status, body: JSON.parse((await response.text()) || 'null') }),
        () => ({ status: 0, body: null }),
      );
    }, call);
  const own = (method: string, path: string, more: Partial<Call> = {}) =>
    send(page, { method, url: service.url + path, ...more });

  it('sets up by the link, is signed in, and changes things with the token', { timeout: 60_000 }, async () => {
    const token = new URL(service.setupLink()!).hash.slice('#token='.length);
    const admin = { login: 'mei', name: '梅', password: '一个足够长的密码。。' };
    const made = await own('POST', '/v1/setup', { body: { token, admin } });
    expect([made.status, made.body.user.role]).toEqual([201, 'admin']);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'huiyin-session', httpOnly: true, sameSite: 'Strict', path: '/' });
    const { body: session } = await own('GET', '/v1/session');
    const person = { login: 'li', name: '李', role: 'reviewer' };
    expect((await own('POST', '/v1/users', { body: person })).status).toBe(403);
    expect((await own('POST', '/v1/users', { body: person, csrf: session.csrfToken })).status).toBe(201);
    expect((await own('GET', '/v1/users')).body.items).toHaveLength(2);
  });

  it('gives pages of another origin nothing, though it sends the cookie along', { timeout: 60_000 }, async () => {
    const foreign = await context.newPage();
    // Another port is another origin but the same site, so that SameSite does not help here.
    await foreign.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    const { body: session } = await own('GET', '/v1/session');
    for (const call of [
      { method: 'GET', url: `${service.url}/v1/session` },
      { method: 'DELETE', url: `${service.url}/v1/session`, csrf: session.csrfToken },
      { method: 'POST', url: `${service.url}/v1/sample` },
    ])
      expect((await send(foreign, call)).status).toBe(0);
    const answered = foreign.waitForResponse(`${service.url}/v1/sample`);
    await foreign.evaluate((action) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action });
      document.body.append(form);
      form.submit();
    }, `${service.url}/v1/sample`);
    const answer = await answered;
    expect((await answer.request().allHeaders()).cookie).toContain('huiyin-session=');
    expect(answer.status()).toBe(403);
    expect((await own('GET', '/v1/jobs')).body.items).toEqual([]);
  });

  it('is signed in after a link from another site', { timeout: 60_000 }, async () => {
    const foreign = await context.newPage();
    const port = (elsewhere.address() as AddressInfo).port;
    await foreign.goto(`http://localhost:${port}/`);
    await foreign.evaluate((url) => location.assign(url), `${service.url}/docs`);
    await foreign.waitForURL(`${service.url}/docs`);
    expect((await send(foreign, { method: 'GET', url: '/v1/session' })).body.user.name).toBe('梅');
  });

  it('is out after signing out', async () => {
    const { body: session } = await own('GET', '/v1/session');
    expect((await own('DELETE', '/v1/session', { csrf: session.csrfToken })).status).toBe(204);
    expect(await context.cookies()).toEqual([]);
    expect((await own('GET', '/v1/session')).status).toBe(401);
  });
});
