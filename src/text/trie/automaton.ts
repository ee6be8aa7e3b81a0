import { buildWordTrie, type WordTrie } from './wordTrie.ts';

/** Aho–Corasick automaton over UTF-16 units (Aho, Corasick 1975): finds all occurrences of all words in one pass. */
export interface Automaton {
  readonly trie: WordTrie;
  /**
   * What a step reads of a node in one place of the memory, at `nodes[4n]`: its two links (see `WordTrie`), its longest
   * proper suffix that is a node, and 1 + the number of the longest word that ends in it or in a suffix (0: none).
   */
  readonly nodes: Int32Array;
  /** Word that ends in the node, −1 for none. */
  readonly word: Int32Array;
  /** Nearest node along `fail` in which a word ends, 0 for none. */
  readonly output: Int32Array;
  /** Child of the root by class, 0 for none. */
  readonly first: Int32Array;
}

/** `words` must be non-empty strings without duplicates. */
export function buildAutomaton(words: readonly string[]): Automaton {
  const trie = buildWordTrie(new Map(words.map((word, number) => [word, number + 1])));
  const { classOf, counts } = trie;
  // A curly apostrophe reads as a straight one.
  if (classOf[0x2019] === 0) classOf[0x2019] = classOf[0x27];
  const automaton: Automaton = {
    trie,
    nodes: nodesOf(trie),
    word: Int32Array.from(counts, (count) => count - 1),
    output: new Int32Array(counts.length),
    first: childrenOfRoot(trie),
  };
  linkFailures(automaton, words);
  return automaton;
}

function nodesOf({ links }: WordTrie): Int32Array {
  const nodes = new Int32Array(2 * links.length);
  for (let n = 0; 2 * n < links.length; n++) {
    nodes[4 * n] = links[2 * n];
    nodes[4 * n + 1] = links[2 * n + 1];
  }
  return nodes;
}

function childrenOfRoot({ classOf, links }: WordTrie): Int32Array {
  const first = new Int32Array(classOf.reduce((most, unitClass) => Math.max(most, unitClass), 0) + 1);
  for (let c = 1; c < first.length; c++) if (links[2 * (links[0] + c) + 1] >> 1 === 0) first[c] = links[0] + c;
  return first;
}

/** By depth, so that the suffix of a node, which is shorter, is finished before the node. */
function linkFailures(automaton: Automaton, words: readonly string[]): void {
  const { trie, nodes, word, output } = automaton;
  const done = new Uint8Array(word.length);
  let open = words.map((text) => ({ text, node: 0 }));
  for (let depth = 0; open.length > 0; depth++) {
    open = open.filter(({ text }) => text.length > depth);
    for (const path of open) {
      const unitClass = trie.classOf[path.text.charCodeAt(depth)];
      const child = trie.links[2 * path.node] + unitClass;
      if (!done[child]) {
        done[child] = 1;
        const suffix = path.node === 0 ? 0 : step(automaton, nodes[4 * path.node + 2], unitClass);
        output[child] = word[suffix] >= 0 ? suffix : output[suffix];
        nodes[4 * child + 2] = suffix;
        nodes[4 * child + 3] = 1 + word[word[child] >= 0 ? child : output[child]];
      }
      path.node = child;
    }
  }
}

/** The node after reading a unit of class `unitClass` (> 0) in `node`. */
export function step({ nodes, first }: Automaton, node: number, unitClass: number): number {
  for (let from = node; from !== 0; from = nodes[4 * from + 2]) {
    const child = nodes[4 * from] + unitClass;
    if (child >= unitClass && nodes[4 * child + 1] >> 1 === from) return child;
  }
  return first[unitClass];
}
