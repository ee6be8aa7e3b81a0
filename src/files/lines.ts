export interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** The line is longer than allowed; `text` is its beginning only. */
  tooLong: boolean;
}

/** Cuts text into lines at LF or CR LF. A line beyond `maximumBytes` of UTF-8 is not held in memory as a whole. */
export async function* readLines(text: AsyncIterable<string>, maximumBytes: number): AsyncGenerator<Line> {
  let number = 0;
  let held = '';
  let tooLong = false;

  function take(piece: string): void {
    // A UTF-16 unit has at least one byte, so the cut is never too early.
    if (held.length + piece.length <= maximumBytes) held += piece;
    else {
      held += piece.slice(0, maximumBytes - held.length);
      tooLong = true;
    }
  }

  function finish(): Line {
    number++;
    const line = held.endsWith('\r') ? held.slice(0, -1) : held;
    const result = { number, text: line, tooLong: tooLong || Buffer.byteLength(line) > maximumBytes };
    held = '';
    tooLong = false;
    return result;
  }

  for await (const piece of text) {
    let from = 0;
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
      take(piece.slice(from, at));
      yield finish();
      from = at + 1;
    }
    take(piece.slice(from));
  }
  if (held.length > 0 || tooLong) yield finish();
}
