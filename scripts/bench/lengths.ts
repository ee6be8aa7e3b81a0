import { leastCpuSeconds } from './cpu.ts';

export interface LengthRow {
  characters: number;
  milliseconds: number;
  /** For 1,000 characters: flat when time grows linearly with length. */
  perThousand: number;
}

const lengths = [1000, 2000, 5000, 10_000, 20_000];
/** Characters read at each length a round, so that short texts are not at the mercy of the clock. */
const charactersARound = 40_000;

/** CPU time of one text by its length; the texts are the corpus joined, begun at another place for each length. */
export function measureLengths(corpus: string[], rounds: number, read: (text: string) => void): LengthRow[] {
  return lengths.map((characters) => {
    const texts = textsOf(corpus, characters, charactersARound / characters);
    const seconds = leastCpuSeconds(rounds, () => texts.forEach(read)) / texts.length;
    return { characters, milliseconds: seconds * 1e3, perThousand: (seconds * 1e6) / characters };
  });
}

/** Whole comments joined until the text is long enough, then cut; never within a surrogate pair. */
function textsOf(corpus: string[], characters: number, count: number): string[] {
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    let text = '';
    while (text.length < characters) text += `${corpus[at++ % corpus.length]}。`;
    texts.push(text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '。'));
  }
  return texts;
}
