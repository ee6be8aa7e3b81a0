import { TextDecoder } from 'node:util';
import { AppError } from '../errors.ts';
import type { ImportOptions, ImportRow } from '../feedback/importing.ts';
import { limits } from '../feedback/limits.ts';
import { type ParseOptions, parseComment } from '../feedback/parse.ts';
import { readLines } from '../files/lines.ts';
import { readCommentLine } from '../files/ndjson.ts';

/** One comment a line as it comes in: JSON objects if the first line is one, otherwise plain text. UTF-8 only. */
export async function* readStandardInput(
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  parsing: ParseOptions,
): AsyncGenerator<ImportRow> {
  let isJson: boolean | undefined;
  for await (const line of readLines(decode(input), limits.lineBytes)) {
    if (line.text.trim() === '') continue;
    isJson ??= line.text.trimStart().startsWith('{');
    const comment =
      isJson || line.tooLong
        ? readCommentLine(line, options, parsing)
        : parseComment({ source: 'stdin', ...options.defaults, text: line.text }, parsing);
    yield { row: line.number, comment, cells: [line.text], progress: 0 };
  }
}

async function* decode(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of input) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AppError('file_unreadable', 'Standard input is not UTF-8; give the file by name to have it recognised.');
  }
}
