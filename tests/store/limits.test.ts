import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { BusinessEventInput } from '../../src/feedback/statistics/events.ts';
import type { TargetInput } from '../../src/feedback/statistics/targets.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
let store: Store;
beforeAll(async () => {
  store = await openTestStore(folder.path, createClock());
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const event = { name: '停电', kind: 'outage', from: '2026-03-01', to: '2026-03-01' } as unknown as BusinessEventInput;
const target = { name: '满意度', measure: 'csat', goal: 0.9, deadline: '2026-12-31' } as unknown as TargetInput;

test.each<[string, number, (scope: Scope) => Promise<unknown>]>([
  [
    'schedules of reports',
    limits.reportSchedules,
    (scope) => store.reportSchedules.create(scope, { name: 'n', cadence: 'weekly', language: 'zh-CN', filters: {} }),
  ],
  ['business events', limits.businessEvents, (scope) => store.events.create(scope, event)],
  ['targets', limits.targets, (scope) => store.targets.create(scope, target)],
])('there is an end to %s, for each workspace alone', async (_, most, create) => {
  const scope = await newWorkspace(store, 'own');
  for (let i = 0; i < most; i++) await create(scope);
  await expect(create(scope)).rejects.toMatchObject({ code: 'out_of_range' });
  await create(await newWorkspace(store, 'other'));
});
