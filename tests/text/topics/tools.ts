import { loadTopicKernel } from '../../../src/artefacts/kernels.ts';
import { createRandom, randomBelow } from '../../../src/text/maths/random.ts';
import { leadCrew } from '../../../src/text/topics/crew.ts';
import { createWasmKernel, type Kernel } from '../../../src/text/topics/kernel.ts';
import { createMemory } from '../../../src/text/topics/layout.ts';
import type { LdaEngine } from '../../../src/text/topics/lda.ts';
import { createPlainKernel } from '../../../src/text/topics/plainKernel.ts';
import { type WordRows, wordRows } from '../../../src/text/vectorise/rows.ts';

export const kernels: [string, (memory: WebAssembly.Memory) => Kernel][] = [
  ['compiled', (memory) => createWasmKernel(loadTopicKernel()!, memory)],
  ['plain', createPlainKernel],
];

export function engineFor(rows: WordRows, topics: number, kernel = kernels[0][1], cancelled = () => false): LdaEngine {
  const memory = createMemory(rows, topics);
  return { memory, crew: leadCrew(kernel(memory), memory, cancelled) };
}

/** Documents of one theme each; theme g speaks the words 10 g … 10 g + 9. The theme of document d is d % themes. */
export function themedRows(themes: number, documents: number, seed: number): WordRows {
  const random = createRandom(seed);
  return wordRows(
    Array.from({ length: documents }, (_, d) =>
      Array.from({ length: 3 + randomBelow(random, 10) }, () => (d % themes) * 10 + randomBelow(random, 10)),
    ),
    themes * 10,
  );
}

/** Documents of any words. */
export function anyRows(vocabularySize: number, documents: number, longest: number, seed: number): WordRows {
  const random = createRandom(seed);
  return wordRows(
    Array.from({ length: documents }, () =>
      Array.from({ length: randomBelow(random, longest + 1) }, () => randomBelow(random, vocabularySize)),
    ),
    vocabularySize,
  );
}
