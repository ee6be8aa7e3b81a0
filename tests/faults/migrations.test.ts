import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { SqliteCompiler } from '../../src/store/database/either.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { openTestStore } from '../contracts/support.ts';
import { record } from '../rig/record.ts';
import { temporaryFolder } from '../rig/service.ts';

const fixture = (name: string): string => join(packageRoot, 'tests/fixtures', name);
const names = migrations.map(({ name }) => name);

/** The folder as a version left it that knew the first `count` migrations, with a workspace and comments. */
async function oldFolder(path: string, count: number): Promise<void> {
  mkdirSync(path, { recursive: true });
  const database = new Database(join(path, 'huiyin.db'));
  database.pragma('journal_mode = WAL');
  database.exec('create table migration (name text primary key, applied_at text not null)');
  const createQueryCompiler = () => new SqliteCompiler();
  const db = new Kysely<object>({ dialect: Object.assign(new SqliteDialect({ database }), { createQueryCompiler }) });
  for (const [n, { name, up }] of migrations.slice(0, count).entries()) {
    await up(db);
    database.prepare("insert into migration values (?, '2026-01-01')").run(name);
    if (n > 0) continue;
    database.exec("insert into workspace (id, name, taxonomy, created_at) values ('w', 'w', 'cx', '2026-01-01')");
    const insert = database.prepare(
      `insert into comment (workspace_id, id, source, text, content_hash, revision, rating, scale_min, scale_max, occurred_at,
         occurred_given, received_at, day, masked, state)
       values ('w', ?, 's', ?, '', 1, 5, 1, 5, '2026-01-01', 1, '2026-01-01', '2026-01-01', '[]', 'pending')`,
    );
    for (let i = 0; i < 50; i++) insert.run(`c${i}`, `第${i}条`);
  }
  await db.destroy();
}

/** Which migrations are noted, the shape of all tables, and the comments. */
function shapeOf(path: string): { applied: string[]; tables: unknown[]; comments: unknown } {
  const database = new Database(join(path, 'huiyin.db'));
  const applied = database.prepare('select name from migration order by name').pluck().all() as string[];
  const tables = database.prepare('select type, name, sql from sqlite_master order by type, name').all();
  const comments = database.prepare('select count(*) as n, sum(length(text)) as units from comment').get();
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  return { applied, tables, comments };
}

describe('D12: migrations', () => {
  const folder = temporaryFolder('migrations');
  afterAll(() => folder.remove());
  const at = (name: string): string => join(folder.path, name);

  async function open(path: string, env: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['--require', fixture('commitFaults.cjs'), fixture('openStore.mjs'), path], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, complaint, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { code, output, complaint };
  }

  /** Opens a copy of the oldest folder until a run is not killed; answers what is wrong at any point. */
  async function sweep(env: Record<string, string>, shapes: ReturnType<typeof shapeOf>[]) {
    const found: string[] = [];
    for (let point = 1; ; point++) {
      const path = at('killed');
      rmSync(path, { recursive: true, force: true });
      cpSync(at('from1'), path, { recursive: true });
      const { code } = await open(path, { COMMIT_FAULT: `after:${point}`, ...env });
      const shape = shapeOf(path);
      const expected = shapes[shape.applied.length - 1];
      if (JSON.stringify(shape.tables) !== JSON.stringify(expected?.tables)) found.push(`point ${point}: between`);
      if (JSON.stringify(shape.comments) !== JSON.stringify(expected?.comments)) found.push(`point ${point}: comments`);
      if (code === 0 || found.length > 0) return { found, points: point - 1 };
      const again = await open(path);
      expect([again.code, shapeOf(path).applied]).toEqual([0, names]);
    }
  }

  it('killed at every step leaves a whole version, and the next start goes on; every older version comes up', {
    timeout: 900_000,
  }, async () => {
    const shapes: ReturnType<typeof shapeOf>[] = [];
    for (let count = 1; count <= names.length; count++) {
      await oldFolder(at(`from${count}`), count);
      shapes.push(shapeOf(at(`from${count}`)));
    }
    const { found, points } = await sweep({}, shapes);
    expect(found).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(names.length - 1);
    for (let count = 2; count <= names.length; count++) {
      const store = await openTestStore(at(`from${count}`), Date.now);
      expect((await store.stats.summary({ workspaceId: 'w', actor: 'system' }, {})).comments).toBe(50);
      await store.close();
      expect(shapeOf(at(`from${count}`)).tables).toEqual(shapes.at(-1)!.tables);
    }
    record('D12', `${points} kills, ${names.length} older schemas: none half, all come up`);
  });

  it('of two processes at once one migrates, and the other is told', { timeout: 120_000 }, async () => {
    await oldFolder(at('two'), 1);
    const ends = await Promise.all([open(at('two'), { HOLD_MS: '3000' }), open(at('two'), { HOLD_MS: '3000' })]);
    expect(ends.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(ends.find(({ code }) => code === 1)!.complaint).toContain('another process is using this data folder');
    expect(shapeOf(at('two')).applied).toEqual(names);
  });

  it('control: migrations outside a transaction are seen half done', { timeout: 300_000 }, async () => {
    await oldFolder(at('from1'), 1).catch(() => {});
    const shapes: ReturnType<typeof shapeOf>[] = [];
    for (let count = 1; count <= names.length; count++) {
      await oldFolder(at(`shape${count}`), count);
      shapes.push(shapeOf(at(`shape${count}`)));
    }
    const { found } = await sweep({ COMMIT_APART: '1' }, shapes);
    expect(found).not.toEqual([]);
  });
});
