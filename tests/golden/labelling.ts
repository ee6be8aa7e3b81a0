import { loadStages } from '../../src/artefacts/stages.ts';
import type { Labels } from '../../src/feedback/tag.ts';
import { compact } from '../../src/text/fold/compact.ts';

/** The labels of one text, by the stages as the service loads them. */
export async function realLabeller(): Promise<(text: string, taxonomy?: string) => Labels> {
  const stages = await loadStages({ segmenter: 'jieba' });
  if (!stages.ok) throw new Error(stages.problems.map(({ detail }) => detail).join('\n'));
  const { read, sentiment, label } = stages.value;
  return (text, taxonomy = 'cx') => {
    const document = read(compact(text)?.text ?? text);
    return label(document, sentiment.read(document), taxonomy);
  };
}
