import { afterEach, beforeEach } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database/open.ts';
import { tempDir } from '../contracts/support.ts';

/** An embedded database of its own for each test of a file. */
export function embeddedDatabase(): { readonly dataDir: string; readonly database: Database } {
  let dir: ReturnType<typeof tempDir>;
  let database: Database;
  beforeEach(async () => {
    dir = tempDir();
    database = await openDatabase({ dataDir: dir.path }, { clock: Date.now, readers: 1, onBroken: () => {} });
  });
  afterEach(async () => {
    await database.close();
    dir.remove();
  });
  return {
    get dataDir() {
      return dir.path;
    },
    get database() {
      return database;
    },
  };
}
