/**
 * What: how long a training takes, in the thread that the service runs it in; then how long it takes to put the model in force
 *       and to take it back, each with what a worker needs until it reads with the other one.
 * When: after a change to learning. Run `npm run build` before it.
 * Example: npm run bench:train -- --data DIR [--set online_shopping_10_cats] [--examples 5000] [--others 4000] [--no-ratings]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkspaceModels } from '../src/artefacts/workspaceModels.ts';
import { startTrainThread } from '../src/jobs/learning/thread.ts';
import { openStore } from '../src/store/store.ts';
import { goldComments } from './review/comments.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
    examples: { type: 'string', default: '5000' },
    others: { type: 'string', default: '4000' },
    'no-ratings': { type: 'boolean', default: false },
  },
});
if (!values.data) throw new Error('usage: npm run bench:train -- --data DIR');
const count = Number(values.examples);
const comments = goldComments(values.data, values.set, 'train', 1, count + Number(values.others)).map(
  ({ id, comment: { text, rating = null, ratingScale }, gold, planted }) => {
    return { commentId: id, text, rating, ratingScale, decidedAt: '', sentiment: gold, issues: [], conflict: planted };
  },
);
const workspaceModelsDir = mkdtempSync(join(tmpdir(), 'huiyin-bench-'));
const started = performance.now();
const cpu = process.cpuUsage();
const thread = startTrainThread({
  file: new URL('../dist/trainWorker.js', import.meta.url),
  options: { segmenter: 'jieba', workspaceModelsDir },
});
const perMessage = 200;
for (let i = 0; i < comments.length; i += perMessage) {
  const lot = comments.slice(i, i + perMessage);
  await thread.add(i < count ? { examples: lot } : { others: lot });
}
const order = { workspaceId: 'bench', version: 1, championVersion: null, ratings: !values['no-ratings'] };
const findings = await thread.train(order);
const seconds = Math.round(performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const cpuSeconds = Math.round((user + system) / 1000) / 1000;
await thread.close();
const { examples, texts, strength, gold, conflicts } = findings;

const store = await openStore({
  dataDir: workspaceModelsDir,
  clock: Date.now,
  searchTerms: async () => [],
  conflictThreshold: 0.5,
  readers: 1,
});
const scope = { workspaceId: await store.workspaces.add({ name: 'bench', taxonomy: 'cx' }), actor: 'bench' };
const job = await store.jobRows.create(scope, 'train', {});
await store.jobRows.start(scope, job.id);
const step = { jobId: job.id, number: 1, done: 100, total: 100, checkpoint: null };
await store.models.add(scope, { version: 1, findings, promote: false, step });
/** Milliseconds until a worker that has never read with it reads with what is in force. */
async function inForce(change: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await change();
  const version = await store.models.active(scope);
  const model = version === null ? undefined : { workspaceId: 'bench', version };
  createWorkspaceModels(workspaceModelsDir).adaptation(model);
  return Math.round(10 * (performance.now() - began)) / 10;
}
const promoteMs = await inForce(() => store.models.promote(scope, 1, false));
const rollbackMs = await inForce(() => store.models.rollback(scope, 1, false));
await store.close();
console.log(
  JSON.stringify({ seconds, cpuSeconds, promoteMs, rollbackMs, examples, texts, strength, gold, conflicts }, null, 1),
);
rmSync(workspaceModelsDir, { recursive: true, force: true });
