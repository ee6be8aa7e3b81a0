/** What processes that share a database agree by. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database/open.ts';
import { createDuties } from '../../src/store/duties.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

let folder: ReturnType<typeof tempDir>;
let clock: ReturnType<typeof createClock>;
let store: Store;

beforeEach(async () => {
  folder = tempDir();
  clock = createClock();
});
afterEach(() => folder.remove());

test('a stored file is read as it was put, replaced as a whole, and removed', async () => {
  store = await openTestStore(folder.path, clock);
  const scope = await newWorkspace(store, 'w');
  const other = await newWorkspace(store, 'other');
  const read = async () => {
    const parts = await store.files.read(scope, 'upload', 'a');
    return parts && buffer(Readable.from(parts));
  };
  for (const size of [0, 1, 1024 * 1024, 2_500_000]) {
    const bytes = randomBytes(size);
    await store.files.put(scope, 'upload', 'a', Readable.from(inChunks(bytes, 70_001)));
    expect(Buffer.compare((await read())!, bytes)).toBe(0);
    expect((await store.files.list(scope, 'upload', 'a')).map(({ bytes }) => bytes)).toEqual([size]);
  }
  expect(await store.files.read(other, 'upload', 'a')).toBeNull();
  expect(await store.files.read(scope, 'model', 'a')).toBeNull();
  clock.advance(8 * 86_400_000);
  await store.sweep();
  expect(await read()).toBeNull();
  await store.close();
});

function* inChunks(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('one process at a time has a duty, and another takes it over after a silence or at once when it is left', async () => {
  const { writer, reader, close } = await openDatabase(
    { dataDir: folder.path },
    { clock, readers: 1, onBroken: () => {} },
  );
  const [one, two] = [createDuties(writer, reader, clock), createDuties(writer, reader, clock)];
  expect(await one.take('a', 1000)).toBe(true);
  expect(await two.take('a', 1000)).toBe(false);
  expect(await two.take('b', 1000)).toBe(true);
  clock.advance(600);
  expect(await one.take('a', 1000)).toBe(true);
  clock.advance(600);
  expect(await two.take('a', 1000)).toBe(false);
  clock.advance(500);
  expect(await two.take('a', 1000)).toBe(true);
  expect(await one.take('a', 1000)).toBe(false);
  await two.leave();
  expect(await one.take('a', 1000)).toBe(true);
  await close();
});
