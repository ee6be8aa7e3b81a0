/** Makes one backup in a thread of its own: hashing and writing gigabytes would hold the event loop up. */
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import { standBack } from '../../priority.ts';
import { type BackupOrder, makeBackup } from './make.ts';
import type { BackupAnswer } from './thread.ts';

standBack();

const port = parentPort!;
const tell = (answer: BackupAnswer): void => port.postMessage(answer);

try {
  tell({ made: await makeBackup(workerData as BackupOrder, (share) => tell({ share })) });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  tell({ failed: { code: error.code, message: error.message } });
}
