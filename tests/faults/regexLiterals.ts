import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { packageRoot } from '../../src/artefacts/paths.ts';

/** A regex as it stands in the source, or the place where one is made from a string. */
export interface FoundRegex {
  file: string;
  /** `null`: made at run time. */
  regex: RegExp | null;
}

/** All regexes of a folder of the package, from the syntax trees of its files. */
export function findRegexes(folder: string): FoundRegex[] {
  const root = join(packageRoot, folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file));
  return files.sort().flatMap((file) => {
    const tree = parseSync(readFileSync(join(root, file), 'utf8'), { syntax: 'typescript', target: 'es2022' });
    return regexesIn(tree).map((regex) => ({ file, regex }));
  });
}

function regexesIn(node: any): (RegExp | null)[] {
  if (Array.isArray(node)) return node.flatMap(regexesIn);
  if (node === null || typeof node !== 'object') return [];
  const inner = Object.values(node).flatMap(regexesIn);
  if (node.type === 'RegExpLiteral') return [new RegExp(node.pattern, node.flags), ...inner];
  const makes = (node.type === 'NewExpression' || node.type === 'CallExpression') && node.callee?.value === 'RegExp';
  return makes ? [null, ...inner] : inner;
}

const units = [...' \t\n!-./:;<@_\'"#,$%&*+=?\\|~()[]{}0159aeiosxzAZ\0'];
const wide = [...'！。，、…～哈分年月日星★☆⭐著', '👩‍', '👍🏻', '𠮷', '\u200b', '\u0301', '\u00a0', '\ud800'];
const pairs = [
  'a-',
  'a.',
  'a@',
  '1.',
  '1-',
  '1 ',
  ' \t',
  '<a',
  '(a',
  '()',
  "a'",
  '-_',
  '_x',
  'ab',
  '\r\n',
  '00',
  'r=',
  '..',
  '/..',
  '\\"',
];

/**
 * Texts that make a backtracking engine try again and again: a pump of every kind of character and of every character
 * the pattern itself names, behind a beginning that lets an anchored pattern start, before a tail that it refuses.
 */
export function regexAttacks(source: string): ((length: number) => string)[] {
  const named = [...new Set(source)].filter((unit) => !units.includes(unit) && !wide.includes(unit));
  const runs = source.match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return [...units, ...wide, ...pairs, ...named, ...runs].flatMap((pump) =>
    ['', 'a', '1', '<', '('].flatMap((head) =>
      ['', '\u0001', 'x!'].map((tail) => (length: number) => {
        const room = length - head.length - tail.length;
        return head + pump.repeat(Math.ceil(room / pump.length)).slice(0, room) + tail;
      }),
    ),
  );
}
