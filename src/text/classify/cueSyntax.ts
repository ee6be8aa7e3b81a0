/**
 * A cue taken apart. `sequence`: the parts follow each other; `all`: all parts occur, in any order; each part is a
 * list of alternative words. One part alone is a sequence of one.
 */
export interface ParsedCue {
  kind: 'sequence' | 'all';
  parts: Word[][];
  /** Kinds of business in which the cue counts (or, with `except`, does not); empty: everywhere. */
  domains: string[];
  except: boolean;
}

export interface Word {
  text: string;
  /** `crash*`: the word may go on. */
  prefix: boolean;
}

/** Reads a cue (see `Cue` in feedback/taxonomy.ts). Total: what is malformed becomes words that never match. */
export function parseCue(cue: string): ParsedCue {
  const at = cue.lastIndexOf(' @');
  const body = at < 0 ? cue : cue.slice(0, at);
  const scope = at < 0 ? '' : cue.slice(at + 2).trim();
  const except = scope.startsWith('!');
  const domains = (except ? scope.slice(1) : scope).split(',').filter((name) => name !== '');
  const all = body.includes(' & ');
  const parts = body.split(all ? ' & ' : ' .. ').map(words);
  return { kind: all ? 'all' : 'sequence', parts, domains, except };
}

function words(part: string): Word[] {
  return part
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== '*')
    .map((word) => (word.endsWith('*') ? { text: word.slice(0, -1), prefix: true } : { text: word, prefix: false }));
}
