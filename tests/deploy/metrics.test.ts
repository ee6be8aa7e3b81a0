import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { untilAnalysed } from '../faults/writers.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const folder = temporaryFolder('metrics');
let service: RunningService;
let exposed: string;
const canary = '独一无二的金丝雀';

beforeAll(async () => {
  service = await startService(folder.path);
  await service.call('POST', '/v1/comments', {
    comments: [{ source: canary, text: `${canary}很慢`, channel: canary }],
  });
  await untilAnalysed(service);
  await service.call('GET', `/v1/${encodeURIComponent(canary)}`);
  exposed = (await service.call('GET', '/metrics')).body;
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

const read = (path: string): string => readFileSync(join(packageRoot, 'deploy', path), 'utf8');
/** Names of our metrics and of those of the process in a query. */
const namesIn = (query: string): string[] =>
  query.replaceAll(/"[^"]*"/g, '""').match(/\b(?:huiyin|nodejs|process)_[a-z0-9_]+/g) ?? [];
const families = (): Set<string> => new Set([...exposed.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
const familyOf = (name: string): string => (families().has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''));

test('the dashboard asks for metrics that a running service has', () => {
  const { panels } = JSON.parse(read('grafana/huiyin.json'));
  const queries: string[] = panels.flatMap((panel: any) => panel.targets ?? []).map((target: any) => target.expr);
  const names = [...new Set(queries.flatMap(namesIn).map(familyOf))];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !families().has(name))).toEqual([]);
  // Every figure of ours is shown.
  expect([...families()].filter((name) => name.startsWith('huiyin_') && !names.includes(name))).toEqual([]);
});

test('the alerts ask for metrics that a running service has, and say what to do', () => {
  const { groups } = load(read('prometheus/alerts.yml')) as any;
  const page = readFileSync(join(packageRoot, 'docs/operations.md'), 'utf8');
  for (const { alert, expr, annotations } of groups[0].rules) {
    expect(
      namesIn(expr).filter((name) => !families().has(familyOf(name))),
      alert,
    ).toEqual([]);
    expect(annotations.summary, alert).toBeTruthy();
    expect(annotations.runbook, alert).toBeTruthy();
    for (const [, section] of annotations.runbook.matchAll(/See "([^"]+)"/g)) expect(page).toContain(`# ${section}\n`);
  }
});

test('nothing that customers or senders wrote is in the metrics', () => {
  expect(exposed).not.toContain(canary);
  expect(exposed).not.toContain(encodeURIComponent(canary));
});

test('strangers get neither metrics nor figures', async () => {
  expect((await fetch(`${service.url}/metrics`)).status).toBe(401);
  const ready = await fetch(`${service.url}/readyz`);
  expect(await ready.json()).toMatchObject({ status: 'ready', checks: { database: 'ok', workers: 'ok' } });
});
