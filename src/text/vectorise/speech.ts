export const partsOfSpeech = ['noun', 'verb', 'adjective', 'other'] as const;
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** The links of a dictionary's trie (see `trie/wordTrie.ts`) and two bits a node: the place in `partsOfSpeech` of its word. */
export interface SpeechModel {
  classOf: Uint16Array;
  links: Int32Array;
  parts: Uint8Array;
}

/** The part of speech of a folded word. What the dictionary has not is a noun: names and words of other scripts mostly are. */
export function createSpeechReader({ classOf, links, parts }: SpeechModel): (word: string) => PartOfSpeech {
  return (word) => {
    const node = wordNode({ classOf, links }, word);
    return node < 0 ? 'noun' : partsOfSpeech[(parts[node >> 2] >> (2 * (node & 3))) & 3];
  };
}

/** The node at which a word of the trie ends, −1 for none. */
export function wordNode({ classOf, links }: Pick<SpeechModel, 'classOf' | 'links'>, word: string): number {
  let node = 0;
  let parent = 0;
  for (let i = 0; i < word.length; i++) {
    const unit = classOf[word.charCodeAt(i)];
    const base = links[2 * node];
    if (unit === 0 || base < 0 || 2 * (base + unit) + 1 >= links.length) return -1;
    parent = links[2 * (base + unit) + 1];
    if (parent >> 1 !== node) return -1;
    node = base + unit;
  }
  return (parent & 1) === 1 ? node : -1;
}

/** Two bits a node for the words of a trie of so many nodes; words that it has not are passed over. */
export function packSpeech(
  trie: Pick<SpeechModel, 'classOf' | 'links'>,
  nodes: number,
  words: Iterable<readonly [string, PartOfSpeech]>,
): Uint8Array {
  const parts = new Uint8Array(Math.ceil(nodes / 4));
  for (const [word, part] of words) {
    const node = wordNode(trie, word);
    if (node < 0) continue;
    const shift = 2 * (node & 3);
    parts[node >> 2] = (parts[node >> 2] & ~(3 << shift)) | (partsOfSpeech.indexOf(part) << shift);
  }
  return parts;
}
