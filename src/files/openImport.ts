import type { ImportOptions, ImportStream, OpenImport, UploadedFile } from '../feedback/importing.ts';
import { openCsv } from './csv.ts';
import { detectFormat } from './format.ts';
import { openNdjson } from './ndjson.ts';
import type { FileOptions } from './options.ts';
import { readTable } from './rows.ts';
import { openXlsx } from './xlsx.ts';

/** Reads CSV, XLSX and NDJSON. Leaves the file in place. */
export function createOpenImport(files: FileOptions): OpenImport {
  return async (file: UploadedFile, options: ImportOptions): Promise<ImportStream> => {
    const format = await detectFormat(file);
    if (format === 'ndjson') return openNdjson(file.path, options, files);
    const table = format === 'xlsx' ? await openXlsx(file.path) : await openCsv(file.path);
    return readTable(table, options, files);
  };
}
