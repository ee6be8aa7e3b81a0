/**
 * Words with their frequencies as a double-array trie (Aoe 1989): from node n, a unit of class c leads to node
 * m = `links[2n]` + c if `links[2m + 1] >> 1` is n. Node 0 is the root.
 */
export interface WordTrie {
  /** Class of each UTF-16 unit, from 1; 0: in no word. */
  classOf: Uint16Array;
  /**
   * Two values a node, side by side: the base of its children (−1: it has none), and twice its parent, plus 1 when a
   * word ends here (−1: no node).
   */
  links: Int32Array;
  /** Frequency of the word that ends at a node. */
  counts: Uint32Array;
}

/** Compiles words into a trie; the frequencies (or other numbers to know them by) are whole and above 0. Takes some twenty seconds for a large dictionary. */
export function buildWordTrie(words: ReadonlyMap<string, number>): WordTrie {
  const sorted = [...words].map(([word, count]) => ({ word, count })).sort((a, b) => (a.word < b.word ? -1 : 1));
  const { classOf, classes } = classesByUse(sorted);
  const array = new DoubleArray();
  let level = [{ node: 0, from: 0, to: sorted.length, depth: 0, mass: 1 }];
  while (level.length > 0) {
    // What is read most lies together.
    level.sort((a, b) => b.mass - a.mass || a.from - b.from);
    level = level.flatMap((range) => place(range, sorted, classOf, array));
  }
  return { classOf, ...array.trimmed(classes) };
}

interface Word {
  word: string;
  count: number;
}

/** Words `from..to` share the first `depth` units, which lead to `node`; `mass`: the sum of their frequencies. */
interface Range {
  node: number;
  from: number;
  to: number;
  depth: number;
  mass: number;
}

/** Places the children of a node, and answers what lies below them. */
function place(
  { node, from, to, depth }: Range,
  words: readonly Word[],
  classOf: Uint16Array,
  array: DoubleArray,
): Range[] {
  const endsHere = words[from]?.word.length === depth;
  if (endsHere) array.endWord(node, words[from].count);
  const groups: { unitClass: number; from: number; to: number }[] = [];
  for (let begin = endsHere ? from + 1 : from; begin < to; ) {
    const unit = words[begin].word.charCodeAt(depth);
    let end = begin + 1;
    while (end < to && words[end].word.charCodeAt(depth) === unit) end++;
    groups.push({ unitClass: classOf[unit], from: begin, to: end });
    begin = end;
  }
  if (groups.length === 0) return [];
  const base = array.link(
    node,
    groups.map(({ unitClass }) => unitClass),
  );
  return groups.map((group) => {
    let mass = 0;
    for (let i = group.from; i < group.to; i++) mass += words[i].count;
    return { node: base + group.unitClass, from: group.from, to: group.to, depth: depth + 1, mass };
  });
}

/** The most used units get the smallest classes, which keeps the array dense. */
function classesByUse(words: readonly Word[]): { classOf: Uint16Array; classes: number } {
  const uses = new Map<number, number>();
  for (const { word, count } of words)
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      uses.set(unit, (uses.get(unit) ?? 0) + count);
    }
  const classOf = new Uint16Array(65_536);
  const byUse = [...uses].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [i, [unit]] of byUse.entries()) classOf[unit] = i + 1;
  return { classOf, classes: byUse.length + 1 };
}

const firstSize = 1024;

class DoubleArray {
  links = new Int32Array(2 * firstSize).fill(-1);
  counts = new Uint32Array(firstSize);
  /** The next node that is free, or this one: skips what is taken (path halving keeps the chains short). */
  private nextFree = Int32Array.from({ length: firstSize }, (_, i) => i);
  private used = 1;

  constructor() {
    this.links[1] = 0;
    this.nextFree[0] = 1;
  }

  endWord(node: number, count: number): void {
    this.links[2 * node + 1] |= 1;
    this.counts[node] = count;
  }

  /** Takes the first room that fits the children of a node; answers the base. */
  link(node: number, classes: readonly number[]): number {
    const [lowest, ...others] = classes.toSorted((a, b) => a - b);
    let first = this.freeFrom(lowest);
    while (!others.every((c) => this.isFree(first - lowest + c))) first = this.freeFrom(first + 1);
    const base = first - lowest;
    for (const c of classes) {
      this.links[2 * (base + c) + 1] = 2 * node;
      this.nextFree[base + c] = base + c + 1;
      this.used = Math.max(this.used, base + c + 1);
    }
    this.links[2 * node] = base;
    return base;
  }

  /** With room behind the last node, so that a step by any class stays inside. */
  trimmed(classes: number): { links: Int32Array; counts: Uint32Array } {
    this.grow(this.used + classes);
    return { links: this.links.slice(0, 2 * (this.used + classes)), counts: this.counts.slice(0, this.used) };
  }

  private isFree(node: number): boolean {
    this.grow(node + 2);
    return this.nextFree[node] === node;
  }

  private freeFrom(node: number): number {
    let at = node;
    for (;;) {
      this.grow(at + 2);
      const next = this.nextFree[at];
      if (next === at) return at;
      this.grow(next + 2);
      this.nextFree[at] = this.nextFree[next];
      at = next;
    }
  }

  private grow(nodes: number): void {
    const before = this.counts.length;
    if (nodes <= before) return;
    const size = Math.max(nodes, before + (before >> 1));
    const links = new Int32Array(2 * size).fill(-1);
    links.set(this.links);
    const counts = new Uint32Array(size);
    counts.set(this.counts);
    const nextFree = Int32Array.from({ length: size }, (_, i) => i);
    nextFree.set(this.nextFree);
    this.links = links;
    this.counts = counts;
    this.nextFree = nextFree;
  }
}
