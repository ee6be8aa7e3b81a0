/** Bytes that come in pieces of any size. */
export type Bytes = AsyncGenerator<Buffer> | AsyncIterable<Buffer>;

/** Reads lines and lengths from pieces; `onRead` sees what was read, in order, but for what is taken without it. */
export class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private readonly onRead: (piece: Buffer) => void;
  private held: Buffer = Buffer.alloc(0);

  constructor(bytes: Bytes, onRead: (piece: Buffer) => void = () => {}) {
    this.source = bytes[Symbol.asyncIterator]();
    this.onRead = onRead;
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.source.next();
    if (done) return false;
    this.held = this.held.length === 0 ? value : Buffer.concat([this.held, value]);
    return true;
  }

  /** Up to the next line feed, without it; null when there is none within `most` bytes. */
  async line(most: number): Promise<string | null> {
    let end = this.held.indexOf(10);
    while (end < 0 && this.held.length <= most && (await this.more())) end = this.held.indexOf(10);
    if (end < 0 || end > most) return null;
    const line = this.held.subarray(0, end + 1);
    this.onRead(line);
    this.held = this.held.subarray(end + 1);
    return line.toString('utf8', 0, end);
  }

  /** `count` bytes at once, a small number; null when there are fewer. */
  async take(count: number, seen = true): Promise<Buffer | null> {
    while (this.held.length < count) if (!(await this.more())) return null;
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    if (seen) this.onRead(taken);
    return taken;
  }

  /** The next `count` bytes in pieces; fewer when there are no more. */
  async *pieces(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.held.length === 0 && !(await this.more())) return;
      const piece = this.held.subarray(0, left);
      this.held = this.held.subarray(piece.length);
      left -= piece.length;
      this.onRead(piece);
      yield piece;
    }
  }

  async ended(): Promise<boolean> {
    return this.held.length === 0 && !(await this.more());
  }
}
