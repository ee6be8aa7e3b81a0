/**
 * Lists of values as PostgreSQL sends and takes them in its binary form, which needs no escaping and no reading of numbers:
 * rows that travel so are written in half the time of rows in JSON.
 * Source: array_recv and the receive functions of the types in the server's src/backend/utils/adt.
 */

export type ListType = 'text' | 'integer' | 'bigint' | 'double precision' | 'bytea';

const oids: Record<ListType, number> = { text: 25, integer: 23, bigint: 20, 'double precision': 701, bytea: 17 };

const headBytes = 20;
const lengthBytes = 4;
const noValue = -1;
/** Of a UTF-16 unit in UTF-8, at most. */
const unitBytes = 3;

const usualBytes = 1 << 20;
/** Where lists are made, one at a time. It grows with a long one, and is given back after it. */
let scratch = Buffer.allocUnsafe(usualBytes);

/** A list as a parameter for `…::<type>[]`. null and undefined are null. */
export function listOf(values: readonly unknown[], type: ListType): Buffer {
  // No iterators nor other objects for each value: there are tens of thousands of them in a batch.
  let nulls = 0;
  let at = headBytes;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isNull(value)) {
      nulls = 1;
      makeRoom(at, lengthBytes);
      at = scratch.writeInt32BE(noValue, at);
    } else at = append(value, type, at);
  }
  // An empty list has no dimension.
  scratch.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  scratch.writeInt32BE(nulls, 4);
  scratch.writeInt32BE(oids[type], 8);
  scratch.writeInt32BE(values.length, 12);
  scratch.writeInt32BE(1, 16);
  const list = Buffer.from(scratch.subarray(0, values.length === 0 ? 12 : at));
  if (scratch.length > 8 * usualBytes) scratch = Buffer.allocUnsafe(usualBytes);
  return list;
}

/** Writes the length of a value and its bytes; answers where they end. */
function append(value: unknown, type: ListType, at: number): number {
  const start = at + lengthBytes;
  let end = start;
  if (type === 'text') {
    const text = typeof value === 'string' ? value : String(value);
    makeRoom(start, text.length * unitBytes);
    end += scratch.write(text, start);
  } else if (type === 'bytea') {
    makeRoom(start, (value as Uint8Array).length);
    scratch.set(value as Uint8Array, start);
    end += (value as Uint8Array).length;
  } else {
    makeRoom(start, 8);
    if (type === 'integer') end = scratch.writeInt32BE(value as number, start);
    else if (type === 'double precision') end = scratch.writeDoubleBE(value as number, start);
    else {
      const high = Math.floor((value as number) / 2 ** 32);
      scratch.writeInt32BE(high, start);
      end = scratch.writeUInt32BE((value as number) - high * 2 ** 32, start + 4);
    }
  }
  scratch.writeInt32BE(end - start, at);
  return end;
}

function makeRoom(at: number, bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(2 * (at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

/** Of values for one column; null where there is none but null. */
export function typeOfValues(values: readonly unknown[]): ListType | null {
  let type: ListType | null = null;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isNull(value)) continue;
    if (typeof value === 'string') return 'text';
    if (value instanceof Uint8Array) return 'bytea';
    if (typeof value !== 'number') throw new TypeError(`no column holds values of type ${typeof value}`);
    type = type !== 'double precision' && Number.isSafeInteger(value) ? 'bigint' : 'double precision';
  }
  return type;
}

const isNull = (value: unknown): boolean => value === null || value === undefined;
