import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../src/feedback/read.ts';
import { createOpenImport } from '../../src/files/openImport.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import type { Store } from '../../src/store/store.ts';
import { newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';
import { readAll, spool } from '../files/helpers.ts';
import { record } from '../rig/record.ts';
import { seeded } from './ledger.ts';

const imports = Number(process.env.FAULT_IMPORTS ?? 40);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

/** GBK turned around: its decoder asked for all pairs. */
function gbkEncoder(): (text: string) => Buffer {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && !codes.has(character)) codes.set(character, [lead, trail]);
    }
  return (text) => Buffer.from([...text].flatMap((c) => codes.get(c) ?? [c.charCodeAt(0)]));
}
const encoders: [string, (text: string) => Buffer][] = [
  ['utf-8', (text) => Buffer.from(text)],
  ['utf-8', (text) => Buffer.from(`\ufeff${text}`)],
  ['utf-16le', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['utf-16be', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['gb18030', gbkEncoder()],
];

/** I5: what is read is stored or rejected, row for row, whatever stands beside it. */
describe(`I5: the balance of ${imports} imports (replay with FAULT_SEED=${seed})`, () => {
  const dir = tempDir();
  let store: Store;
  let jobs: Jobs;
  beforeAll(async () => {
    store = await openTestStore(dir.path, Date.now);
    const unused = () => expect.fail('not expected');
    mkdirSync(join(dir.path, 'uploads'));
    jobs = await createJobs({
      queue: createEmbeddedQueue(),
      store,
      openImport: createOpenImport({ mask: false }),
      openSample: unused,
      openTopicThread: unused,
      openTrainThread: unused,
      analyse: unused,
      dataDir: dir.path,
      uploadDir: join(dir.path, 'uploads'),
      reportSources: {} as never,
      clock: Date.now,
      onError: (error) => expect.fail(String(error)),
    });
  });
  afterAll(async () => {
    await jobs.close();
    await store.close();
    dir.remove();
  });

  it('read = created + updated + unchanged + rejected, and the neighbours of bad rows are there', {
    timeout: 300_000,
  }, async () => {
    const random = seeded(seed);
    const below = (n: number): number => Math.floor(random() * n);
    let rows = 0;
    let refused = 0;
    for (let n = 0; n < imports; n++) {
      const scope = await newWorkspace(store, `w${n}`);
      const good = new Map<string, string>();
      let lines = 0;
      const line = (): string => {
        lines++;
        const id = `r${below(60)}`;
        const text = `第${below(1000)}次来，“服务”不错，${'很好'.repeat(below(5))}`;
        const kind = random();
        if (kind < 0.08) return `${id},,5`;
        if (kind < 0.16) return `${id},${text},99`;
        if (kind < 0.22) return `${id},${text},5,太多`;
        if (kind < 0.28) return `${id},${'长'.repeat(20_001)},5`;
        good.set(id, text);
        return `${id},"${text}",${1 + below(5)}`;
      };
      const content = ['id,评论,评分', ...Array.from({ length: 1 + below(120) }, line)].join('\r\n');
      const [encoding, encode] = encoders[n % encoders.length]!;
      const path = join(dir.path, 'uploads', `${n}`);
      const bytes = encode(content);
      writeFileSync(path, bytes);
      const job = await jobs.startImport(scope, { path, name: 'f.csv', bytes: bytes.length }, {
        dryRun: false,
        defaults: { source: 's' },
        columns: { id: 'externalId', 评论: 'text', 评分: 'rating' },
      } as never);
      let last = job;
      for await (const state of jobs.watch(scope, job.id, AbortSignal.timeout(50_000))) last = state;
      const result = last.result as ImportResult;
      expect(result, JSON.stringify(last)).toMatchObject({ encoding, read: lines });
      expect(result.created + result.updated + result.unchanged + result.rejected).toBe(lines);
      const stored: Record<string, string> = {};
      for await (const { comment } of store.comments.stream(scope, {})) stored[comment.externalId!] = comment.text;
      expect(stored).toEqual(Object.fromEntries(good));
      expect(result.created).toBe(good.size);
      rows += lines;
      refused += result.rejected;
    }
    record('I5', `${rows} rows of ${imports} imports balance, ${refused} rejected alone`, { seed });
  });

  it('control: a lenient decoder alters what ours refuses', async () => {
    const bytes = Buffer.concat([Buffer.from('text\n很'), Buffer.from('e5a5', 'hex'), Buffer.from('\n')]);
    expect(new TextDecoder().decode(bytes)).toContain('\ufffd');
    await expect(readAll(spool(bytes))).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});
