/**
 * What: fills a service with analysed comments and times a backup while it is written to, the check and the restore.
 * When: after a change of backups, of the store or of what a comment leaves in it.
 * Example: npm run bench:backup -- --comments 100000
 *
 * The bar (D11): 100,000 comments in 60 s at most. Figures are wall time and need a quiet machine.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programVersion } from '../src/artefacts/paths.ts';
import { makeBackup } from '../src/store/backup/make.ts';
import { checkBackup, restoreBackup } from '../src/store/backup/restore.ts';
import { startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';
import { benchBatch, benchTexts } from './bench/texts.ts';

const { values } = parseArgs({
  options: {
    comments: { type: 'string', default: '100000' },
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
  },
});
const total = Number(values.comments);
const size = 1000;
const barSeconds = 60;

const folder = temporaryFolder('backup-bench');
const dataDir = join(folder.path, 'data');
const service = await startService(dataDir);
const timed = async <T>(name: string, work: () => Promise<T>): Promise<number> => {
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${name}: ${seconds.toFixed(1)} s`);
  return seconds;
};
try {
  await untilReady(service, 120_000);
  const texts = benchTexts(values.data, values.set);
  for (let batch = 0; batch * size < total; batch++) {
    const { status } = await service.call('POST', '/v1/comments', benchBatch(texts, total, size, batch));
    if (status !== 202) throw new Error(`ingest answered ${status}`);
  }
  for (;;) {
    const { body } = await service.call('GET', '/v1/stats/summary');
    if (body.pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const file = join(folder.path, 'out.backup');
  const version = programVersion();
  let writing = true;
  const writer = (async () => {
    for (let n = 0; writing; n++) {
      await service.call('POST', '/v1/comments', {
        comments: [{ source: 'beside', externalId: `${n}`, text: '物流很慢' }],
      });
    }
  })();
  const backup = await timed(`backup of ${total} comments beside a writer`, () =>
    makeBackup({ dataDir, file, version }, () => {}),
  );
  writing = false;
  await writer;
  console.log(`database ${mb(join(dataDir, 'huiyin.db'))} MB, backup ${mb(file)} MB`);
  await timed('check', () => checkBackup({ file, version }));
  await timed('restore', () => restoreBackup({ file, version, dataDir: join(folder.path, 'restored') }));
  console.log(`D11 backup s ${backup.toFixed(1)} bar <= ${barSeconds} ${backup <= barSeconds ? 'ok' : 'FALLS SHORT'}`);
} finally {
  await service.stop();
  folder.remove();
}

function mb(path: string): number {
  return Math.round(statSync(path).size / 1e6);
}
