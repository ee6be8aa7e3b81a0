import { breathe } from '../../pace.ts';

/** A value that is JSON already, in UTF-8: the body of an answer, or an entry of one of its lists. */
export class JsonText {
  readonly parts: readonly Uint8Array[];

  constructor(parts: readonly Uint8Array[]) {
    this.parts = parts;
  }

  /** Anywhere else it would be written as the object that it is. */
  toJSON(): never {
    throw new TypeError('JSON text stands where it cannot be written');
  }
}

const pieceUnits = 64 * 1024;

/**
 * What `JSON.stringify` gives, as UTF-8 in pieces. The lists of an object are written entry by entry and the event loop
 * turns in between, so that an answer of many megabytes holds nobody up.
 */
export async function encodeJson(body: unknown): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') pieces.push(Buffer.from(text));
    text = '';
  };
  for (const part of parts(body)) {
    if (typeof part === 'string') text += part;
    else {
      flush();
      pieces.push(part);
    }
    if (text.length < pieceUnits) continue;
    flush();
    await breathe();
  }
  flush();
  return pieces;
}

function* parts(body: unknown): Generator<string | Uint8Array> {
  if (!isRecord(body)) yield* entry(body);
  else {
    let before = '{';
    for (const [name, value] of Object.entries(body)) {
      if (value === undefined) continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* Array.isArray(value) ? list(value) : entry(value);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  }
}

function* list(values: unknown[]): Generator<string | Uint8Array> {
  let before = '[';
  for (const value of values) {
    yield before;
    yield* entry(value);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

function* entry(value: unknown): Generator<string | Uint8Array> {
  if (value instanceof JsonText) yield* value.parts;
  else yield JSON.stringify(value) ?? 'null';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value);
}
