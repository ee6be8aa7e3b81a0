/**
 * What: how long a training takes, in the thread that the service runs it in.
 * When: after a change to learning. Run `npm run build` before it.
 * Example: npm run bench:train -- --data DIR [--set online_shopping_10_cats] [--examples 5000] [--others 4000] [--no-ratings]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTrainThread } from '../src/jobs/learning/thread.ts';
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
const { examples, texts, strength, gold } = await thread.train(order);
const seconds = Math.round(performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const cpuSeconds = Math.round((user + system) / 1000) / 1000;
console.log(JSON.stringify({ seconds, cpuSeconds, examples, texts, strength, gold }));
await thread.close();
rmSync(workspaceModelsDir, { recursive: true, force: true });
