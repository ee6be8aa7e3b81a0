import { AppError, type ProblemReason } from '../errors.ts';
import { limits } from '../feedback/limits.ts';

const candidates = [',', ';', '\t'] as const;
export type Delimiter = (typeof candidates)[number];

/** Rows at the start of the file that decide the delimiter. */
const probeRows = 10;

/**
 * Reads a whole CSV text once before any row is handed out: guesses the delimiter from the first rows, and throws
 * `file_unreadable` with the line for a quote that is never closed or a row that has no end.
 */
export async function scanCsv(text: AsyncIterable<string>): Promise<Delimiter> {
  const scan = createScan();
  for await (const piece of text) for (let i = 0; i < piece.length; i++) scan.read(piece.charCodeAt(i));
  return scan.end();
}

const quote = 0x22;
const lineFeed = 0x0a;

function createScan() {
  const counts: number[][] = [];
  let row = [0, 0, 0];
  let line = 1;
  let rowLine = 1;
  let openedAt = 0;
  let rowUnits = 0;
  let state: 'fieldStart' | 'plain' | 'quoted' | 'quoteInQuoted' = 'fieldStart';

  function endRow(): void {
    if (rowUnits > 0 && counts.length < probeRows) counts.push(row);
    row = [0, 0, 0];
    rowUnits = 0;
    rowLine = line + 1;
    state = 'fieldStart';
  }

  /** Any of the candidates starts a field: which one counts is not known yet. */
  function outside(unit: number): void {
    const index = candidates.indexOf(String.fromCharCode(unit) as Delimiter);
    if (index >= 0) row[index]!++;
    if (unit === lineFeed) endRow();
    else if (unit === quote && state === 'fieldStart') {
      state = 'quoted';
      openedAt = line;
    } else state = index >= 0 ? 'fieldStart' : 'plain';
  }

  return {
    read(unit: number): void {
      if (unit !== lineFeed && unit !== 0x0d && ++rowUnits > limits.csvRowUnits) throw endless(rowLine);
      if (state === 'quoted') {
        if (unit === quote) state = 'quoteInQuoted';
      } else if (state === 'quoteInQuoted' && unit === quote) state = 'quoted';
      else outside(unit);
      if (unit === lineFeed) line++;
    },
    end(): Delimiter {
      if (state === 'quoted') throw unclosed(openedAt);
      endRow();
      return bestDelimiter(counts);
    },
  };
}

function endless(line: number): AppError {
  const detail = `The row that begins in line ${line} is longer than ${limits.csvRowUnits} characters; is a quote missing?`;
  return unreadable(detail, line, 'row_too_long');
}

function unclosed(line: number): AppError {
  return unreadable(`The quote that opens a cell in line ${line} is never closed.`, line, 'unclosed_quote');
}

function unreadable(detail: string, line: number, reason: ProblemReason): AppError {
  const problem = { code: 'file_unreadable', detail, position: line, reason, values: { line } } as const;
  return new AppError(problem.code, detail, { problems: [problem] });
}

/** The one that cuts most of the first rows into as many cells as the header, then the one that cuts the header most. */
function bestDelimiter(counts: number[][]): Delimiter {
  let best = 0;
  let bestScore = -1;
  for (let index = 0; index < candidates.length; index++) {
    const header = counts[0]?.[index] ?? 0;
    if (header === 0) continue;
    const alike = counts.filter((row) => row[index] === header).length / counts.length;
    const score = alike * 1000 + header;
    if (score > bestScore) [best, bestScore] = [index, score];
  }
  return candidates[best]!;
}
