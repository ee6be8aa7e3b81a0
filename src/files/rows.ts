import type { Problem, Result } from '../errors.ts';
import type { CommentInput, ParsedComment } from '../feedback/comment.ts';
import type { ImportField, ImportOptions, ImportRow, ImportStream } from '../feedback/importing.ts';
import { brief, type ParseOptions, parseComment } from '../feedback/parse.ts';
import { mapColumns, nameHeaders } from './columns.ts';
import type { Table, TableRecord } from './table.ts';
import { parseCellTime, parseScore } from './values.ts';

/** Reads the rows of a table as comments. Throws `columns_unmapped` before the first row. */
export function readTable(table: Table, options: ImportOptions, parsing: ParseOptions): ImportStream {
  const headers = nameHeaders(table.headers);
  const columns = mapColumns(headers, options);
  const fields = [...columns.values()];
  return {
    format: table.format,
    encoding: table.encoding,
    headers,
    columns: Object.fromEntries(columns),
    rows: readRows(table.records, fields, options, parsing),
  };
}

async function* readRows(
  records: AsyncIterable<TableRecord>,
  fields: (ImportField | '')[],
  options: ImportOptions,
  parsing: ParseOptions,
): AsyncGenerator<ImportRow> {
  for await (const { row, cells, progress, problem } of records) {
    const comment: Result<ParsedComment> = problem
      ? { ok: false, problems: [problem] }
      : readComment(cells, fields, options, parsing);
    yield { row, comment, cells, progress };
  }
}

/** One comment from the cells of a row; empty cells are absent fields. */
function readComment(
  cells: string[],
  fields: (ImportField | '')[],
  options: ImportOptions,
  parsing: ParseOptions,
): Result<ParsedComment> {
  const problems: Problem[] = [];
  const input: CommentInput = { source: '', text: '', ...options.defaults };
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field && cells[i]!.trim() !== '') setField(input, field, cells[i]!, problems);
  }
  if (problems.length > 0) return { ok: false, problems };
  return parseComment(input, parsing);
}

function setField(input: CommentInput, field: ImportField, cell: string, problems: Problem[]): void {
  if (field === 'text') input.text = cell;
  else if (field === 'rating') input.rating = readScore(cell, '/rating', problems);
  else if (field === 'occurredAt') input.occurredAt = readTime(cell, problems);
  else if (field.startsWith('ratings.')) {
    const name = field.slice('ratings.'.length);
    input.ratings = { ...input.ratings, [name]: readScore(cell, `/ratings/${name}`, problems) };
  } else if (field.startsWith('metadata.')) {
    input.metadata = { ...input.metadata, [field.slice('metadata.'.length)]: cell.trim() };
  } else input[field as 'source' | 'channel' | 'author' | 'externalId' | 'language'] = cell.trim();
}

function readScore(cell: string, pointer: string, problems: Problem[]): number {
  const value = parseScore(cell);
  if (Number.isNaN(value)) {
    const shown = brief(cell);
    problems.push({ code: 'wrong_type', pointer, detail: `"${shown}" is not a number`, values: { value: shown } });
  }
  return value;
}

function readTime(cell: string, problems: Problem[]): string {
  const time = parseCellTime(cell);
  if (time !== null) return time;
  const shown = brief(cell);
  const detail = `"${shown}" is not a time with the year first`;
  problems.push({ code: 'invalid_format', pointer: '/occurredAt', detail, values: { value: shown } });
  return cell;
}
