import type { Problem, ProblemCode } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';

type Expect = 'value' | 'firstValue' | 'key' | 'firstKey' | 'separator';
type Finding = Problem & { position: number };

interface State {
  text: string;
  /** Offset of the character to look at. */
  at: number;
  expect: Expect;
  /** What stands open: the keys so far of an object, null for an array. */
  open: (Set<string> | null)[];
  values: number;
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/**
 * Checks a whole JSON text (RFC 8259) without building or recursing, in one pass: grammar, depth and keys per
 * object and values by `limits`, no key twice, no key that reaches for a prototype, no integer that a double cannot hold.
 * Returns the first problem with its offset in UTF-16 units, or null; then `JSON.parse` accepts the text too.
 */
export function scanJson(text: string): Finding | null {
  const scan = scanInPieces(text);
  for (;;) {
    const { done, value } = scan.next();
    if (done) return value;
  }
}

/** The same, stopping for the caller after each 64 K units or so. */
export function* scanInPieces(text: string): Generator<undefined, Finding | null> {
  const state: State = { text, at: skipSpace(text, 0), expect: 'value', open: [], values: 0 };
  for (let stop = pieceUnits; state.at < text.length; ) {
    const problem = steps[state.expect](state);
    if (problem) return problem;
    state.at = skipSpace(text, state.at);
    if (state.at < stop) continue;
    stop = state.at + pieceUnits;
    yield;
  }
  return state.open.length > 0 || state.expect !== 'separator' ? unexpected(text, state.at) : null;
}
const pieceUnits = 64 * 1024;

/** Each step takes what is expected at `state.at` and moves on behind it. */
const steps: Record<Expect, (state: State) => Finding | null> = {
  value: takeValue,
  firstValue: (state) => (state.text[state.at] === ']' ? close(state) : takeValue(state)),
  key: takeKey,
  firstKey: (state) => (state.text[state.at] === '}' ? close(state) : takeKey(state)),
  separator: takeSeparator,
};

function takeSeparator(state: State): Finding | null {
  const { text, at, open } = state;
  const keys = open.at(-1);
  if (keys === undefined) return found('invalid_json', 'There is something after the end of the JSON value.', at);
  if (text[at] === (keys ? '}' : ']')) return close(state);
  if (text[at] !== ',') return unexpected(text, at);
  state.expect = keys ? 'key' : 'value';
  state.at++;
  return null;
}

function close(state: State): null {
  state.open.pop();
  state.expect = 'separator';
  state.at++;
  return null;
}

function takeKey(state: State): Finding | null {
  const { text, at, open } = state;
  const end = endOfString(text, at);
  if (typeof end !== 'number') return end;
  const problem = addKey(open.at(-1) as Set<string>, text.slice(at, end), at);
  if (problem) return problem;
  state.at = skipSpace(text, end);
  if (text[state.at] !== ':') return unexpected(text, state.at);
  state.expect = 'value';
  state.at++;
  return null;
}

function takeValue(state: State): Finding | null {
  const { text, at, open } = state;
  if (++state.values > limits.jsonValues) {
    return found('batch_too_large', `More than ${limits.jsonValues} JSON values.`, at);
  }
  const char = text[at];
  if (char === '{' || char === '[') {
    if (open.length === limits.jsonDepth) {
      return found('too_deep', `Nested deeper than ${limits.jsonDepth} levels.`, at);
    }
    open.push(char === '{' ? new Set() : null);
    state.expect = char === '{' ? 'firstKey' : 'firstValue';
    state.at++;
    return null;
  }
  const end = endOfScalar(text, at);
  if (typeof end !== 'number') return end;
  state.expect = 'separator';
  state.at = end;
  return null;
}

function found(code: ProblemCode, detail: string, position: number): Finding {
  return { code, detail, position };
}

function unexpected(text: string, at: number): Finding {
  return at >= text.length
    ? found('invalid_json', 'The JSON text ends too early.', at)
    : found('invalid_json', 'There is a character that does not belong here in JSON.', at);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) break;
  }
  return at;
}

function addKey(keys: Set<string>, literal: string, at: number): Finding | null {
  const key: string = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1);
  if (forbiddenKeys.has(key)) return found('forbidden_key', `The key "${key}" is not allowed.`, at);
  if (keys.has(key)) return found('duplicate_key', 'A key occurs twice in one object.', at);
  if (keys.size === limits.objectKeys) {
    return found('too_many_keys', `An object has more than ${limits.objectKeys} keys.`, at);
  }
  keys.add(key);
  return null;
}

function endOfScalar(text: string, at: number): number | Finding {
  const char = text[at]!;
  if (char === '"') return endOfString(text, at);
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, at)) return at + word.length;
  numberPattern.lastIndex = at;
  const literal = numberPattern.exec(text)?.[0];
  if (literal === undefined) return unexpected(text, at);
  if (literal.length > 15 && /^-?[0-9]+$/.test(literal) && !Number.isSafeInteger(Number(literal))) {
    return found('unsafe_integer', 'An integer beyond 2^53-1 would lose digits; send it as a string.', at);
  }
  return at + literal.length;
}

/** Offset behind the closing quote. */
function endOfString(text: string, start: number): number | Finding {
  if (text[start] !== '"') return unexpected(text, start);
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit < 0x20) return found('invalid_json', 'A control character stands unescaped in a string.', at);
    if (unit !== 0x5c) continue;
    const width = escapeWidth(text, at);
    if (width === 0) return found('invalid_json', 'An escape sequence is not one of JSON.', at);
    at += width - 1;
  }
  return found('invalid_json', 'A string is not closed.', text.length);
}

/** Units of the escape sequence at `at`, 0 when it is none. */
function escapeWidth(text: string, at: number): number {
  const kind = text[at + 1];
  if (kind === undefined) return 0;
  if (kind === 'u') return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0;
  return '"\\/bfnrt'.includes(kind) ? 2 : 0;
}
