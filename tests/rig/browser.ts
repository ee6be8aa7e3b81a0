import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core';
import { eventually } from './eventually.ts';
import { adminKey } from './service.ts';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** The system's Chromium, or null with a line that says what was not run. In CI its absence is a failure. */
export function systemBrowser(what: string): string | null {
  if (executable) return executable;
  const line = `${what} was not run: no Chromium on this machine. To run it: apt-get install chromium fonts-noto-cjk`;
  if (process.env.CI) throw new Error(line);
  console.warn(line);
  return null;
}

export async function openBrowser(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export type OpenPage = (path: string, options?: BrowserContextOptions) => Promise<{ page: Page; complaints: string[] }>;

/**
 * Opens watched pages of the service at `origin`, signed in with the key of the rig. Pages that are to look alike share a
 * context, and so what the browser has fetched and compiled: close the page, not its context.
 */
export function pageOpener(browser: Browser, origin: string): OpenPage {
  const contexts = new Map<string, Promise<BrowserContext>>();
  async function contextOf(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await browser.newContext({
      locale: 'zh-CN',
      viewport: { width: 1440, height: 1000 },
      ...options,
    });
    await context.addInitScript((key) => sessionStorage.setItem('key', key), adminKey);
    return context;
  }
  return async (path, options = {}) => {
    const look = JSON.stringify(options);
    const context = contexts.get(look) ?? contextOf(options);
    contexts.set(look, context);
    const page = await (await context).newPage();
    const complaints = watchPage(page, origin);
    await page.goto(origin + path);
    return { page, complaints };
  };
}

/** Requests of watched pages that have not been answered yet. */
const underWay = new WeakMap<Page, Set<Request>>();

/** Whether a watched page has what it asked for, nothing in it turns, and it has been drawn since. */
export async function isStill(page: Page): Promise<boolean> {
  const requests = underWay.get(page)!;
  const asked = requests.size;
  const turns = await page.evaluate(stillTurns);
  return asked + requests.size === 0 && !turns;
}

export const untilStill = (page: Page): Promise<void> =>
  eventually(async () => {
    if (!(await isStill(page))) throw new Error(`${page.url()} is not still`);
  });

/** Chooses `option` in the select that `input` finds. Its list may scroll to what was chosen under the pointer: looks, and tries again. */
export const choose = (page: Page, input: string, option: string): Promise<void> =>
  eventually(async () => {
    await page.click(input);
    await page.click(`.ant-select-dropdown:not(.ant-select-dropdown-hidden) >> text="${option}"`);
    const shown = await page.textContent(`.ant-select:has(${input})`);
    if (shown !== option) throw new Error(`${input} shows ${shown}, not ${option}`);
  });

/** Two frames later: what has been answered is drawn, or has asked for more. */
const stillTurns = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
  resolve(document.querySelector('.ant-spin-spinning, .ant-skeleton, [aria-busy="true"]') !== null))))`;

/** Collects whatever a page must not do: console errors, exceptions, failed requests, requests to other places. */
export function watchPage(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on('request', (request) => requests.add(request));
  page.on('requestfinished', (request) => requests.delete(request));
  page.on('requestfailed', (request) => requests.delete(request));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  // What the page itself has called off, since nobody waits for it any more, has not failed.
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
      complaints.push(`outside: ${request.url()}`);
  });
  return complaints;
}
