import { expect, expectTypeOf, test } from 'vitest';
import type { Services } from '../../src/http/services.ts';
import type { EditionStore } from '../../src/jobs/editing/store.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import type { Store } from '../../src/store/store.ts';
import { comment, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

test('the store and the jobs fulfil what the HTTP layer asks for (checked by the compiler)', () => {
  expectTypeOf<Store>().toExtend<
    Omit<
      Services,
      | 'analysis'
      | 'background'
      | 'jobs'
      | 'models'
      | 'alertRules'
      | 'statistics'
      | 'topics'
      | 'taxonomies'
      | 'lexicons'
      | 'reports'
      | 'erasures'
    >
  >();
  expectTypeOf<Jobs>().toExtend<Services['jobs']>();
  expectTypeOf<Store['editions']>().toExtend<EditionStore>();
});

test('closing answers what was asked before, and nothing afterwards', async () => {
  const dir = tempDir();
  const store = await openTestStore(dir.path, Date.now);
  const scope = await newWorkspace(store, 'w');
  const calls = Array.from({ length: 20 }, () => store.comments.ingest(scope, [comment('x')]));
  // Group commit: the first transaction is under way, the others wait for it.
  await calls[0];
  const closing = store.close();
  await Promise.allSettled(calls);
  await closing;
  await expect(store.comments.ingest(scope, [comment('late')])).rejects.toThrow();
  dir.remove();
});
