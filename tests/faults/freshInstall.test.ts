import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/http/routes/index.ts';
import { record } from '../rig/record.ts';
import { firstPassword } from '../rig/secrets.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const unattended = { HUIYIN_ADMIN_KEY: '' };
const usual = ['admin', 'root', 'huiyin', 'password', 'admin123', '123456', 'changeme', ''];

/** Whatever an installation keeps to prove who somebody is, or to hide something. */
function secretsOf(folder: string): string[] {
  const database = new Database(join(folder, 'huiyin.db'), { readonly: true });
  const settings = database.prepare("select value from setting where value <> ''").pluck().all() as string[];
  const tokens = database.prepare('select hash from setup_token').pluck().all() as string[];
  database.close();
  const file = join(folder, 'secret.key');
  return [...settings, ...tokens, ...(existsSync(file) ? [readFileSync(file, 'utf8')] : [])];
}

const shared = (one: readonly string[], two: readonly string[]): string[] => one.filter((value) => two.includes(value));

describe('A9: a fresh installation', () => {
  const folders = [temporaryFolder('fresh-a'), temporaryFolder('fresh-b')];
  const services: RunningService[] = [];
  beforeAll(async () => {
    for (const { path } of folders) services.push(await startService(path, unattended));
  });
  afterAll(async () => {
    for (const service of services) await service.kill();
    for (const folder of folders) folder.remove();
  });

  it('has nobody in it, and no door without a key', async () => {
    const database = new Database(join(folders[0]!.path, 'huiyin.db'), { readonly: true });
    for (const table of ['app_user', 'api_key', 'session', 'invite'])
      expect(database.prepare(`select count(*) from "${table}"`).pluck().get(), table).toBe(0);
    database.close();
    const [service] = services;
    const closed = routes.filter(({ scope }) => scope !== 'public');
    for (const { method, path } of closed) {
      const { status } = await fetch(service!.url + path.replace(/:\w+/g, 'x'), { method: method.toUpperCase() });
      expect(status, `${method} ${path}`).toBe(401);
    }
    for (const path of ['/debug', '/debug/pprof', '/env', '/.env', '/admin', '/actuator'])
      expect((await fetch(service!.url + path)).status, path).toBe(404);
    let tried = 0;
    for (const login of usual) {
      for (const password of usual) {
        const body = JSON.stringify({ login, password });
        const headers = { 'content-type': 'application/json' };
        const { status } = await fetch(`${service!.url}/v1/session`, { method: 'POST', headers, body });
        expect([401, 422, 429]).toContain(status);
        tried++;
      }
    }
    record('A9', `${closed.length} routes closed, ${tried} usual passwords refused`);
  });

  it('shares no secret with another one', () => {
    const [one, two] = folders.map(({ path }) => secretsOf(path));
    expect(one!.length).toBeGreaterThanOrEqual(3);
    expect(shared(one!, two!)).toEqual([]);
    const links = services.map((service) => service.setupLink()!.split('#')[1]);
    expect(new Set(links).size).toBe(2);
    record('A9', `two installations: 0 of ${one!.length} secrets shared`);
  });

  it('control: a sample secret is found in both', () => {
    const samples = [temporaryFolder('sample-a'), temporaryFolder('sample-b')];
    const all = samples.map(({ path }, n) => {
      writeFileSync(join(path, 'secret.key'), 'change-me-change-me-change-me\n');
      return [...secretsOf(folders[n]!.path), readFileSync(join(path, 'secret.key'), 'utf8')];
    });
    for (const sample of samples) sample.remove();
    expect(shared(all[0]!, all[1]!)).toEqual(['change-me-change-me-change-me\n']);
  });

  it('listens on loopback alone until it has an admin; its set-up link works once', { timeout: 180_000 }, async () => {
    const folder = temporaryFolder('fresh-open');
    const open = { ...unattended, HUIYIN_HOST: '0.0.0.0' };
    await expect(startService(folder.path, open)).rejects.toThrow('Nobody is admin yet');
    const inside = await startService(folder.path, unattended);
    await untilReady(inside);
    const token = /token=([\w-]+)/.exec(inside.setupLink()!)![1];
    const admin = { login: 'mei', name: '梅', password: firstPassword };
    const setUp = () => inside.call('POST', '/v1/setup', { token, workspace: 'shop', admin }, { authorization: '' });
    expect((await setUp()).status).toBe(201);
    expect((await setUp()).status).toBe(409);
    expect(await inside.stop()).toBe(0);
    const outside = await startService(folder.path, open);
    await untilReady(outside);
    expect(outside.setupLink()).toBeUndefined();
    expect(await outside.stop()).toBe(0);
    folder.remove();
  });
});
