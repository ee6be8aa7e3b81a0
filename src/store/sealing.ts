/** Secrets that must be read again lie sealed in the database: who has the database alone cannot read them. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

export interface Seal {
  /** AES-256-GCM. `about` names the row: sealed text that is moved to another row does not open there. */
  close(text: string, about: string): string;
  /** Throws `storage_failed` for what was sealed with another key, for another row, or was changed. */
  open(sealed: string, about: string): string;
  /** The same for the same text, and worthless without the key: names what was erased. */
  mark(text: string): string;
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const prefix = 'sealed1.';

export const isSealed = (text: string): boolean => text.startsWith(prefix);

/** `secret` has at least 256 bits; what is used follows from it, one key a purpose. */
export function createSeal(secret: string | Uint8Array): Seal {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'huiyin', purpose, keyBytes));
  const [sealKey, markKey] = [derive('seal'), derive('mark')];
  return {
    close(text, about) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return prefix + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
      const [iv, tag] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes, ivBytes + tagBytes)];
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealKey, iv, { authTagLength: tagBytes });
        decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
        const body = bytes.subarray(ivBytes + tagBytes);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('storage_failed', 'A secret in the database was sealed with another secret key.', { cause });
      }
    },
    mark: (text) => createHmac('sha256', markKey).update(text).digest('base64url'),
  };
}

export const newSecretKey = (): string => randomBytes(keyBytes).toString('base64');

/** Whole or not at all, and never in the place of one that is there. */
async function makeKey(path: string): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(`${newSecretKey()}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(fresh);
  }
}

const pathOf = (dataDir: string): string => join(dataDir, 'secret.key');

/** The secret key of the data folder; null when it has none. */
export async function findSecretKey(dataDir: string): Promise<string | null> {
  return existsSync(pathOf(dataDir)) ? readSecretKey(dataDir) : null;
}

/** The secret key of the data folder, made at the first start; only its owner may read it. */
export async function readSecretKey(dataDir: string): Promise<string> {
  const path = pathOf(dataDir);
  await makeKey(path);
  await chmod(path, 0o600);
  const key = (await readFile(path, 'utf8')).trim();
  if (Buffer.from(key, 'base64').length === keyBytes) return key;
  throw new AppError(
    'storage_failed',
    `${path} holds no secret key. Put the right one back; without it webhooks lose theirs.`,
  );
}
