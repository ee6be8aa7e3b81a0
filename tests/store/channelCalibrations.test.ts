import { afterAll, beforeAll, expect, test } from 'vitest';
import { keep } from '../../src/feedback/kept.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import {
  analyseForTest,
  comment,
  createClock,
  newWorkspace,
  openTestStore,
  type TestClock,
  tempDir,
} from '../contracts/support.ts';

let dir: ReturnType<typeof tempDir>;
let clock: TestClock;
let store: Store;
beforeAll(async () => {
  dir = tempDir();
  clock = createClock();
  store = await openTestStore(dir.path, clock);
});
afterAll(async () => {
  await store.close();
  dir.remove();
});

/** Stores and analyses comments, and returns what their tasks carried. */
async function analysed(scope: Scope, comments: ReturnType<typeof comment>[]) {
  await store.comments.ingest(scope, comments);
  const tasks = await store.work.claim(1000, 60_000);
  const results = tasks.flatMap((task) => {
    const kept = keep(analyseForTest({ id: task.commentId, comment: task.comment, taxonomy: 'cx' }));
    return kept.ok ? [{ task, ...kept }] : [];
  });
  await store.work.save(results, []);
  return tasks.map((task) => task.calibration);
}

/** Stores and analyses ratings of a channel whose customers give three points more than their texts deserve. */
async function fill(scope: Scope, channel: string): Promise<void> {
  const lenient = Array.from({ length: 160 }, (_, i) =>
    comment(i % 4 === 0 ? '+x' : i % 4 === 1 ? '-y' : 'z', { rating: i % 4 === 1 ? 1 : 5, channel }),
  );
  await analysed(scope, lenient);
}

async function claimed(scope: Scope, channel?: string) {
  const [calibration] = await analysed(scope, [comment('x', channel === undefined ? {} : { channel })]);
  return calibration;
}

test('a channel with enough ratings lends its calibration to the tasks of its comments, and to no others', async () => {
  const [here, there] = [await newWorkspace(store, 'here'), await newWorkspace(store, 'there')];
  await fill(here, 'app');
  clock.advance(61_000);
  const found = await claimed(here, 'app');
  expect(found).toMatchObject({ comments: 160 });
  expect(found!.offset).toBeGreaterThan(0.3);
  expect(await claimed(here, 'web')).toBeUndefined();
  expect(await claimed(here)).toBeUndefined();
  expect(await claimed(there, 'app')).toBeUndefined();
});

test('it is looked up again after a minute', async () => {
  const scope = await newWorkspace(store, 'later');
  expect(await claimed(scope, 'app')).toBeUndefined();
  await fill(scope, 'app');
  expect(await claimed(scope, 'app')).toBeUndefined();
  clock.advance(61_000);
  expect(await claimed(scope, 'app')).toMatchObject({ comments: 160 });
});
