import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
let store: Store;
let scope: Scope;
let other: Scope;

beforeAll(async () => {
  store = await openTestStore(folder.path, createClock());
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
});

const filter = { channel: ['app'], ratingMax: 2, metadata: { 门店: ['朝阳'] } };

test('filters are kept by name, for one workspace', async () => {
  const saved = await store.savedFilters.create(scope, { name: '差评', filter });
  await store.savedFilters.create(scope, { name: 'A', filter: { covered: false } });
  expect((await store.savedFilters.list(scope)).map(({ name }) => name)).toEqual(['A', '差评']);
  expect((await store.savedFilters.list(scope))[1]).toEqual(saved);
  expect(saved).toMatchObject({ name: '差评', filter, createdBy: scope.actor });
  expect(await store.savedFilters.list(other)).toEqual([]);
  expect(await store.savedFilters.delete(other, saved.id)).toBe(false);
  expect(await store.savedFilters.delete(scope, saved.id)).toBe(true);
  expect(await store.savedFilters.delete(scope, saved.id)).toBe(false);
});

test('a name stands for one filter, and there is an end to them', async () => {
  await store.savedFilters.create(scope, { name: 'a', filter });
  await expect(store.savedFilters.create(scope, { name: 'a', filter })).rejects.toMatchObject({
    code: 'state_conflict',
  });
  await store.savedFilters.create(other, { name: 'a', filter });
  for (let i = 1; i < limits.savedFilters; i++) await store.savedFilters.create(scope, { name: `${i}`, filter });
  await expect(store.savedFilters.create(scope, { name: 'b', filter })).rejects.toMatchObject({ code: 'out_of_range' });
});
