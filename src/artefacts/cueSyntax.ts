import { domainGroups, domains } from '../feedback/domain.ts';
import type { Cue } from '../feedback/taxonomy.ts';

/** Kinds of business and groups of them. */
const knownDomains: ReadonlySet<string> = new Set([...domains, ...Object.keys(domainGroups)]);

export function isDomainName(name: string): boolean {
  return knownDomains.has(name);
}

/**
 * What is wrong with a cue (see `Cue` for the language; `@hotel,bank` or `@!hotel` at its end limits it to kinds of
 * business), or null. The matcher is total: it takes a malformed cue for one that never matches, so it is refused here.
 */
export function cueProblem(cue: Cue): string | null {
  if (cue !== cue.trim() || cue.includes('  ')) return 'a cue has no space around it and none doubled';
  if (cue.normalize('NFKC').toLowerCase() !== cue) return 'a cue is written folded: lower case, half width';
  const at = cue.lastIndexOf(' @');
  return (at < 0 ? null : scopeProblem(cue.slice(at + 2))) ?? bodyProblem(at < 0 ? cue : cue.slice(0, at));
}

function scopeProblem(scope: string): string | null {
  const names = (scope.startsWith('!') ? scope.slice(1) : scope).split(',');
  const unknown = names.find((name) => !isDomainName(name));
  return unknown === undefined ? null : `"@" takes kinds of business (feedback/domain.ts), not "${unknown}"`;
}

function bodyProblem(body: string): string | null {
  if (body.includes(' .. ') && body.includes(' & ')) return 'a cue uses either ".." or "&", not both';
  const words = body.split(body.includes(' & ') ? ' & ' : ' .. ').flatMap((part) => part.split('|'));
  return words.map(wordProblem).find((message) => message !== null) ?? null;
}

function wordProblem(word: string): string | null {
  if (word === '' || word !== word.trim()) return 'a word is missing beside "|", ".." or "&"';
  if (word.includes('..') || word.includes('&') || word.includes('@')) {
    return `"${word}": "..", "&" and "@" stand after a space`;
  }
  const star = word.indexOf('*');
  if (star < 0 || (star === word.length - 1 && isLatinWord(word.charAt(star - 1)))) return null;
  return `"${word}": "*" only ends a Latin word`;
}

function isLatinWord(word: string): boolean {
  return word !== '' && [...word].every((letter) => letter >= 'a' && letter <= 'z');
}
