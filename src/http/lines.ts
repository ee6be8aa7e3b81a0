/** A line of a byte stream without its line feed, or the news that it is longer than allowed. */
export interface Line {
  number: number;
  bytes: Buffer | null;
}

/**
 * Cuts a stream of bytes at line feeds. A line beyond `maxBytes` comes with `bytes: null`; its bytes are passed over
 * without being kept. Takes linear time and never holds more than one line and one chunk.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let parts: Buffer[] = [];
  let size = 0;
  const take = (): Line => {
    const line = { number: number++, bytes: size > maxBytes ? null : Buffer.concat(parts, size) };
    parts = [];
    size = 0;
    return line;
  };
  const keep = (part: Buffer) => {
    size += part.length;
    if (size > maxBytes) parts = [];
    else parts.push(part);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }
  if (size > 0) yield take();
}
