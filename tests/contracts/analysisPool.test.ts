import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import type { AnalysisTask } from '../../src/feedback/analysed.ts';
import { shownParts } from '../../src/feedback/shown.ts';
import { createAnalysisPool } from '../../src/jobs/analysisPool.ts';
import { createProcessRunner } from '../../src/jobs/processRunner.ts';
import { createThreadRunner } from '../../src/jobs/threadRunner.ts';
import type { WorkerRunner } from '../../src/jobs/workerMessages.ts';

const options = { file: join(packageRoot, 'tests/fixtures/moodyWorker.ts'), workers: 2, data: {} };
const runners: Record<string, (made: typeof options) => WorkerRunner> = {
  threads: createThreadRunner,
  processes: createProcessRunner,
};

const taskOf = (text: string, i: number): AnalysisTask => ({
  id: String(i),
  comment: { source: 's', text, ratingScale: { min: 1, max: 5 }, masked: [] },
  taxonomy: 'cx',
});

type Pool = ReturnType<typeof createAnalysisPool>;
/** What comes back for the texts: the texts again, or why not. */
const asked: Record<string, (pool: Pool, texts: string[]) => Promise<string[]>> = {
  analyseToKeep: async (pool, texts) =>
    (await pool.analyseToKeep(texts.map(taskOf))).map((outcome) => (outcome.ok ? outcome.searchText : outcome.failure)),
  analyseToShow: async (pool, texts) =>
    (await pool.analyseToShow(texts.map(taskOf))).map((outcome) =>
      outcome.ok ? JSON.parse(Buffer.concat(shownParts(outcome.analysis)).toString()).quality[0] : outcome.failure,
    ),
};
const cases = Object.keys(runners).flatMap((runner) => Object.keys(asked).map((ask) => [runner, ask]));

// The suites wait for the deadline of a worker that hangs, all at the same time; their own tests follow each other.
describe.concurrent.each(cases)('analysis pool on %s: %s', (runner, ask) => {
  const pool = createAnalysisPool(runners[runner]!(options), { first: 8_000, further: 1 });
  afterAll(() => pool.close());

  const outcomes = (texts: string[]) => asked[ask]!(pool, texts);

  it.sequential('answers in the order of the tasks', async () => {
    const texts = Array.from({ length: 230 }, (_, i) => `text ${i}`);
    expect(await outcomes(texts)).toEqual(texts);
  });

  it.sequential('answers long texts in the order of the tasks as well', async () => {
    const texts = Array.from({ length: 30 }, (_, i) => `${i} `.repeat(i % 3 === 0 ? 5000 : 1));
    expect(await outcomes(texts)).toEqual(texts);
  });

  it.sequential.each([
    ['throw', 'worker_failed'],
    ['die', 'worker_failed'],
    ['hang', 'deadline_exceeded'],
  ])('fails only the comment that makes its worker %s', async (mood, failure) => {
    const texts = ['a', 'b', mood, ...Array.from({ length: 120 }, (_, i) => `c${i}`)];
    expect(await outcomes(texts)).toEqual(texts.map((text) => (text === mood ? failure : text)));
  });

  it.sequential('goes on afterwards', async () => {
    expect(await outcomes(['x'])).toEqual(['x']);
    expect(await pool.searchTerms('物流')).toEqual(['物流']);
  });
});
