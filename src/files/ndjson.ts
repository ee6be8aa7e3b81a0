import { stat } from 'node:fs/promises';
import { AppError, type Problem, type Result } from '../errors.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { ImportOptions, ImportRow, ImportStream } from '../feedback/importing.ts';
import { limits } from '../feedback/limits.ts';
import { parseComment } from '../feedback/parse.ts';
import { isField } from './columns.ts';
import { readCommentObject } from './commentJson.ts';
import { decodeFile, detectEncoding } from './encoding.ts';
import { type Line, readLines } from './lines.ts';
import type { FileOptions } from './options.ts';

/** Opens a file of one JSON object a line. A line that cannot be used is rejected alone; blank lines do not count. */
export async function openNdjson(path: string, options: ImportOptions, files: FileOptions): Promise<ImportStream> {
  const columns = options.columns ?? {};
  const unknown = Object.values(columns).filter((field) => !isField(field));
  if (unknown.length > 0) throw new AppError('columns_unmapped', `not a field of a comment: ${unknown.join(', ')}`);
  if (columns['*']) throw new AppError('columns_unmapped', '"*" can only be left out');
  const encoding = await detectEncoding(path);
  return { format: 'ndjson', encoding, headers: [], columns, rows: readRows(path, encoding, options, files) };
}

async function* readRows(
  path: string,
  encoding: Parameters<typeof decodeFile>[1],
  options: ImportOptions,
  files: FileOptions,
): AsyncGenerator<ImportRow> {
  const { size } = await stat(path);
  let bytes = 0;
  const text = decodeFile(path, encoding, (read) => {
    bytes = read;
  });
  for await (const line of readLines(text, limits.lineBytes)) {
    if (line.text.trim() === '') continue;
    yield {
      row: line.number,
      comment: readCommentLine(line, options, files),
      cells: [line.text],
      progress: bytes / size,
    };
  }
}

/** A comment from one line of JSON. */
export function readCommentLine(line: Line, options: ImportOptions, files: FileOptions): Result<ParsedComment> {
  if (line.tooLong) {
    return refused({ code: 'line_too_large', detail: `the line has more than ${limits.lineBytes} bytes` });
  }
  const problem = files.checkJson?.(line.text);
  if (problem) return refused(problem);
  try {
    const input = readCommentObject(JSON.parse(line.text), options.columns ?? {}, options.defaults ?? {});
    return input.ok ? parseComment(input.value, files) : input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refused({ code: 'invalid_json', detail: error.message });
  }
}

function refused(problem: Problem): Result<ParsedComment> {
  return { ok: false, problems: [problem] };
}
