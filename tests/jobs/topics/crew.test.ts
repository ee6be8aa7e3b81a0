import { expect, it } from 'vitest';
import { loadTopicKernel } from '../../../src/artefacts/kernels.ts';
import { openEngine } from '../../../src/jobs/topics/crew.ts';
import { fitLda, type LdaModel, ldaDefaults } from '../../../src/text/topics/lda.ts';
import { anyRows } from '../../text/topics/tools.ts';

const rows = anyRows(300, 4000, 40, 1);
const module = loadTopicKernel();

async function fitsWith(workers: number): Promise<(LdaModel | null)[]> {
  const engine = openEngine({ module, rows, topics: 40, workers, cancelled: () => false });
  await engine.ready;
  const settings = { ...ldaDefaults, starts: 2, startSweeps: 10, sweeps: 30, averaged: 5, seed: 11 };
  const fits = [7, 40].map((topics) => fitLda(rows, { ...settings, topics }, engine));
  await engine.close();
  return fits;
}

it('gives the same bytes for one, two and three workers', async () => {
  const one = await fitsWith(1);
  expect(await fitsWith(2)).toEqual(one);
  expect(await fitsWith(3)).toEqual(one);
}, 120_000);
