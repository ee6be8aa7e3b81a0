import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CommentWithAnalysis } from '../feedback/read.ts';

/** One comment a line with its analysis, in the shape of `GET /v1/comments/{id}`. */
export async function writeNdjson(rows: AsyncIterable<CommentWithAnalysis>, out: Writable): Promise<void> {
  await pipeline(Readable.from(lines(rows)), out);
}

async function* lines(rows: AsyncIterable<CommentWithAnalysis>): AsyncGenerator<string> {
  for await (const { comment, analysis, review = null } of rows) {
    yield `${JSON.stringify({ ...comment, analysis, review })}\n`;
  }
}
