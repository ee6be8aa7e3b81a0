import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import type { AnalysisTask } from '../../src/feedback/analysed.ts';
import { createAnalysisPool } from '../../src/jobs/analysisPool.ts';
import { createProcessRunner } from '../../src/jobs/processRunner.ts';
import { createThreadRunner } from '../../src/jobs/threadRunner.ts';

const options = { file: join(packageRoot, 'tests/fixtures/moodyWorker.ts'), workers: 2, data: {} };
const runners = { threads: createThreadRunner, processes: createProcessRunner };

const taskOf = (text: string, i: number): AnalysisTask => ({
  id: String(i),
  comment: { source: 's', text, ratingScale: { min: 1, max: 5 }, masked: [] },
  taxonomy: 'cx',
});

const asked = ['analyse', 'analyseToKeep'] as const;

for (const [name, create] of Object.entries(runners)) {
  describe.each(asked)(`analysis pool on ${name}: %s`, (ask) => {
    const pool = createAnalysisPool(create(options), { first: 4_000, further: 1 });
    afterAll(() => pool.close());

    const outcomes = async (texts: string[]) =>
      (await pool[ask](texts.map(taskOf))).map((outcome) => (outcome.ok ? outcome.searchText : outcome.failure));

    it('answers in the order of the tasks', async () => {
      const texts = Array.from({ length: 230 }, (_, i) => `text ${i}`);
      expect(await outcomes(texts)).toEqual(texts);
    });

    it('answers long texts in the order of the tasks as well', async () => {
      const texts = Array.from({ length: 30 }, (_, i) => `${i} `.repeat(i % 3 === 0 ? 5000 : 1));
      expect(await outcomes(texts)).toEqual(texts);
    });

    it.each([
      ['throw', 'worker_failed'],
      ['die', 'worker_failed'],
      ['hang', 'deadline_exceeded'],
    ])('fails only the comment that makes its worker %s', async (mood, failure) => {
      const texts = ['a', 'b', mood, ...Array.from({ length: 120 }, (_, i) => `c${i}`)];
      expect(await outcomes(texts)).toEqual(texts.map((text) => (text === mood ? failure : text)));
    });

    it('goes on afterwards', async () => {
      expect(await outcomes(['x'])).toEqual(['x']);
      expect(await pool.searchTerms('物流')).toEqual(['物流']);
    });
  });
}
