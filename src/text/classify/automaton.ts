/**
 * Aho–Corasick automaton over UTF-16 units (Aho, Corasick 1975): finds all occurrences of all words in one pass.
 * Plain data in typed arrays. States are numbered breadth first with sorted children, so that the children of state s
 * are `firstChild[s] .. firstChild[s + 1]` and a step is a search in a short run of `edge`: small enough for the caches.
 */
export interface Automaton {
  /** Unit → class, 0 for units that occur in no word. */
  readonly classOf: Uint16Array;
  readonly firstChild: Int32Array;
  /** Class on the edge into the state. */
  readonly edge: Uint16Array;
  /** Class → child of the root, 0 for none. */
  readonly fromRoot: Int32Array;
  /** Longest proper suffix of the state that is a state. */
  readonly fail: Int32Array;
  /** Word that ends in the state, −1 for none. */
  readonly word: Int32Array;
  /** Nearest state along `fail` in which a word ends, 0 for none. */
  readonly output: Int32Array;
}

interface Node {
  children: Map<number, Node>;
  word: number;
}

/** `words` must be non-empty strings without duplicates. */
export function buildAutomaton(words: readonly string[]): Automaton {
  const { classOf, classes } = unitClasses(words);
  const root: Node = { children: new Map(), word: -1 };
  for (const [number, word] of words.entries()) insert(root, word, number, classOf);

  const nodes = [root];
  const edges = [0];
  const firstChild: number[] = [];
  for (let state = 0; state < nodes.length; state++) {
    firstChild.push(nodes.length);
    for (const [unitClass, child] of [...nodes[state].children].sort((a, b) => a[0] - b[0])) {
      nodes.push(child);
      edges.push(unitClass);
    }
  }
  firstChild.push(nodes.length);
  const fromRoot = new Int32Array(classes);
  for (let child = firstChild[0]; child < firstChild[1]; child++) fromRoot[edges[child]] = child;

  const automaton: Automaton = {
    classOf,
    firstChild: Int32Array.from(firstChild),
    edge: Uint16Array.from(edges),
    fromRoot,
    fail: new Int32Array(nodes.length),
    word: Int32Array.from(nodes, (node) => node.word),
    output: new Int32Array(nodes.length),
  };
  linkFailures(automaton, nodes.length);
  return automaton;
}

/** The state after reading `unitClass` (> 0) in `state`. */
export function step(automaton: Automaton, state: number, unitClass: number): number {
  const { firstChild, edge, fail, fromRoot } = automaton;
  for (let from = state; from !== 0; from = fail[from]) {
    let low = firstChild[from];
    let high = firstChild[from + 1] - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (edge[middle] === unitClass) return middle;
      if (edge[middle] < unitClass) low = middle + 1;
      else high = middle - 1;
    }
  }
  return fromRoot[unitClass];
}

function insert(root: Node, word: string, number: number, classOf: Uint16Array): void {
  let node = root;
  for (let i = 0; i < word.length; i++) {
    const unitClass = classOf[word.charCodeAt(i)];
    let next = node.children.get(unitClass);
    if (next === undefined) {
      next = { children: new Map(), word: -1 };
      node.children.set(unitClass, next);
    }
    node = next;
  }
  node.word = number;
}

function unitClasses(words: readonly string[]): { classOf: Uint16Array; classes: number } {
  const classOf = new Uint16Array(65_536);
  let classes = 1;
  for (const word of words)
    for (let i = 0; i < word.length; i++)
      if (classOf[word.charCodeAt(i)] === 0) classOf[word.charCodeAt(i)] = classes++;
  // A curly apostrophe reads as a straight one.
  if (classOf[0x2019] === 0) classOf[0x2019] = classOf[0x27];
  return { classOf, classes };
}

/** In the order of the states, so that the suffix of a state, which is shorter, is finished before the state. */
function linkFailures(automaton: Automaton, states: number): void {
  const { firstChild, edge, fail, word, output } = automaton;
  for (let state = 0; state < states; state++) {
    for (let child = firstChild[state]; child < firstChild[state + 1]; child++) {
      const suffix = state === 0 ? 0 : step(automaton, fail[state], edge[child]);
      fail[child] = suffix;
      output[child] = word[suffix] >= 0 ? suffix : output[suffix];
    }
  }
}
