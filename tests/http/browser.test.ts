import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keys, setupToken } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

test.each(['/', '/explore', '/setup', '/invite', '/docs'])(
  '%s comes with everything it names, from here and under a strict policy',
  async (path) => {
    const page = await rig.call('GET', path, { key: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    // The components of the app write styles into the page; nothing may write a script.
    const styled = path === '/docs' ? policy : policy.replace("style-src 'self' 'unsafe-inline'", '');
    expect(styled).not.toMatch(/unsafe|https?:|\*/);
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(part);
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=| style=/);
    const names = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      const file = await rig.call('GET', name, { key: null });
      expect(file.status, name).toBe(200);
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    }
  },
);

test('only listed files are reachable', async () => {
  for (const name of ['index.html', 'package.json', '..%2f..%2fpackage.json', 'app.js.map', '.env', '%00.js']) {
    expectProblem(await rig.call('GET', `/assets/${name}`, { key: null }), 'not_found');
  }
});

test('the pages put words into the document as text only', () => {
  const folder = new URL('../../src/web/', import.meta.url);
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:js|tsx?)$/.test(name),
  );
  expect(scripts.length).toBeGreaterThan(30);
  for (const name of scripts) {
    const script = readFileSync(new URL(name, folder), 'utf8');
    expect(script, name).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|https?:/i);
  }
});

test('files of the app may be kept for ever, and no other is reachable there', async () => {
  const page = await rig.call('GET', '/', { key: null });
  const name = /src="(\/app\/[^"]+\.js)"/.exec(page.text)![1]!;
  const file = await rig.call('GET', name, { key: null });
  expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  for (const other of ['index.html', 'none.js', '..%2findex.html'])
    expectProblem(await rig.call('GET', `/app/${other}`, { key: null }), 'not_found');
});

test('set-up: a wrong token, the right one, and never again', async () => {
  const setUp = (token: string) => rig.call('POST', '/v1/setup', { key: null, json: { token } });
  expect((await rig.call('GET', '/v1/setup', { key: null })).json).toEqual({ done: false });
  expectProblem(await setUp('wrong'), 'forbidden');
  const made = await setUp(setupToken);
  expect(made.status).toBe(201);
  expect(made.json.record.scopes).toEqual(['admin']);
  expect((await rig.call('GET', '/v1/keys', { key: made.json.key })).status).toBe(200);
  expectProblem(await setUp(setupToken), 'setup_done');
  expect((await rig.call('GET', '/v1/setup', { key: null })).json).toEqual({ done: true });
});

test('metrics need a key and name no workspace', async () => {
  expectProblem(await rig.call('GET', '/metrics', { key: null }), 'unauthorized');
  const metrics = await rig.call('GET', '/metrics', { key: keys.read });
  expect(metrics.text).toContain('huiyin_http_request_seconds_bucket');
  expect(metrics.text).toContain('huiyin_comments{state="pending"} 0');
  expect(metrics.text).not.toMatch(/workspace|key-/);
});
