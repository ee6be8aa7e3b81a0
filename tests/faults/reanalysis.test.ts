import { expect, test } from 'vitest';
import { type IssueChange, leafFinder } from '../../src/feedback/correction.ts';
import { keep } from '../../src/feedback/kept.ts';
import type { Taxonomy } from '../../src/feedback/taxonomy.ts';
import type { Ruling } from '../../src/store/ruling.ts';
import { analyseForTest, comment, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const full = process.env.FAULT_ROUNDS !== undefined;
const comments = Number(process.env.FAULT_COMMENTS ?? (full ? 20_000 : 1_000));
const decided = comments / 20;

const names = { 'zh-CN': '员工', 'zh-TW': '員工', en: 'staff' };
const leaf = { code: 'service.staff', names, department: '门店', slaHours: 48, firstResponseHours: 4 };
const findLeaf = leafFinder({ id: 't', groups: {}, leaves: [leaf] } as unknown as Taxonomy);
const add: IssueChange = { op: 'add', code: leaf.code, sentiment: 'negative', evidence: [{ start: 0, end: 5 }] };
const rulings: Ruling[] = [
  { verdict: 'accept' },
  { verdict: 'reject' },
  { verdict: 'fix', correction: { sentiment: { label: 'positive' }, ratingValid: false }, findLeaf },
  {
    verdict: 'fix',
    correction: { conflictType: null, issues: [add, { op: 'remove', code: 'service.slow' }] },
    findLeaf,
  },
];

test(`a new model over ${comments} comments: the human values of ${decided} are the same bytes`, {
  timeout: 900_000,
}, async () => {
  const dir = tempDir();
  const store = await openTestStore(dir.path, Date.now);
  const scope = await newWorkspace(store, 'w');
  for (let at = 0; at < comments; at += 1000) {
    const batch = Array.from({ length: Math.min(1000, comments - at) }, (_, n) =>
      comment(`-slow ! ${at + n}`, { rating: 5, externalId: `c${at + n}` }),
    );
    await store.comments.ingest(scope, batch);
  }
  /** `version` stands for a model: the second reads everything the other way round. */
  const analyse = async (version: 1 | 2) => {
    for (;;) {
      const tasks = await store.work.claim(400, 60_000);
      if (tasks.length === 0) return;
      const results = tasks.flatMap((task) => {
        const text = version === 1 ? task.comment.text : '+fast -other ? words';
        const outcome = keep(
          analyseForTest({ id: task.commentId, comment: { ...task.comment, text }, taxonomy: 'cx' }),
        );
        return outcome.ok ? [{ task, ...outcome }] : [];
      });
      await store.work.save(results, []);
    }
  };
  await analyse(1);

  const ids: string[] = [];
  for (let n = 0; n < decided; n++) {
    const item = (await store.claims.next(scope, { leaseMs: 60_000 }))!;
    await store.reviews.decide(scope, item, rulings[n % rulings.length]!, { version: null });
    ids.push((await store.reviews.get(scope, item))!.commentId);
  }
  /** Who decided what, and the decided part of what is read. */
  const human = async () => {
    const lines: string[] = [];
    for (const id of ids) {
      const { review, analysis } = (await store.comments.get(scope, id))!;
      const fields = Object.entries(review!).map(([name, { machine: _, ...of }]) => [name, of]);
      const read = {
        ...(review!.sentiment && { label: analysis!.sentiment.label, score: analysis!.sentiment.score }),
        ...(review!.conflict && { flagged: analysis!.conflict?.flagged, type: analysis!.conflict?.type }),
        ...(review!.issues && {
          issues: analysis!.issues.filter(
            ({ code }) => review!.issues!.complete || review!.issues!.codes.includes(code),
          ),
        }),
      };
      lines.push(JSON.stringify([id, fields, read]));
    }
    return lines;
  };
  const before = await human();
  const all: string[] = [];
  for await (const row of store.comments.stream(scope, {})) all.push(row.comment.id);
  for (let at = 0; at < all.length; at += 1000) await store.work.requeue(scope, all.slice(at, at + 1000), null);
  await analyse(2);

  const after = await human();
  expect(after.filter((line, n) => line !== before[n]).slice(0, 3)).toEqual([]);
  expect(after).toHaveLength(decided);
  const machine = await store.comments.list(scope, { label: ['service.fast'] }, { limit: 200 });
  expect(machine.items.length).toBe(Math.min(200, comments));
  const examples = [];
  for await (const example of store.decisions.examples(scope)) examples.push(example.commentId);
  expect(examples).toEqual(ids);
  await store.close();
  dir.remove();
});
