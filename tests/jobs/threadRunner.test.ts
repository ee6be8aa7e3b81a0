import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { createThreadRunner } from '../../src/jobs/threadRunner.ts';

const file = join(packageRoot, 'tests/fixtures/moodyWorker.ts');
const ask = (query: string) => ({ do: 'searchPhrases' as const, query });
const die = { do: 'analyseToKeep' as const, tasks: '[{"comment":{"text":"die"}}]', editions: [] };

test('L9: a worker that breaks while it is being ended for its deadline takes nobody along', async () => {
  const runner = createThreadRunner({ file, workers: 1, data: {} });
  await runner.run(ask('a'), 20_000);
  const broken = new Promise((resolve, reject) => {
    setImmediate(() => {
      runner.run(ask('break'), 500).then(resolve, reject);
      // After this come timers, and only then what the worker has said.
      for (const end = performance.now() + 2000; performance.now() < end; );
    });
  });
  await expect(broken).rejects.toMatchObject({ name: 'AbortError' });
  expect(await runner.run(ask('x'), 20_000)).toEqual(['x']);
  await runner.close();
});

test('L9: the time in which a new worker loads is no part of the deadline of its first task', async () => {
  const loadMs = 3000;
  const runner = createThreadRunner({ file, workers: 2, data: { loadMs } });
  await Promise.all([runner.run(ask('a'), 20_000), runner.run(ask('b'), 20_000)]);
  await expect(runner.run(die, 20_000)).rejects.toThrow();
  const asked = Array.from({ length: 6 }, (_, n) => runner.run(ask(`${n}`), loadMs / 3));
  expect((await Promise.all(asked)).flat()).toEqual(['0', '1', '2', '3', '4', '5']);
  await runner.close();
});
