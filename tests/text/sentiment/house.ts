import { xorshift } from '../../../src/text/classify/linear.ts';
import type { AdaptationCorpus } from '../../../src/text/sentiment/adaptationCorpus.ts';
import { createAdaptationTextReader } from '../../../src/text/sentiment/adaptationTexts.ts';
import { shippedSentiment } from './shipped.ts';

export const shipped = shippedSentiment();
export const textOf = createAdaptationTextReader(shipped.sentiment, shipped.lexicon);

const things = ['船票', '舱位', '码头', '班轮', '甲板', '船长'];
const praise = ['很满意', '非常好', '很顺利', '挺舒服'];
const blame = ['太差了', '很失望', '一直晚点', '又脏又乱'];
/** Words that only this house knows: the shipped model cannot know what they stand for. */
const good = '平水';
const bad = '横摇';

/** Made-up comments of a ferry line: with words of the trade that go with praise or blame. */
export function houseTexts(count: number, seed = 5): { text: string; positive: boolean }[] {
  const random = xorshift(seed);
  const pick = (list: string[]) => list[Math.floor(random() * list.length)];
  return Array.from({ length: count }, () => {
    const positive = random() < 0.5;
    const opinion = random() < 0.8 ? pick(positive ? praise : blame) : '';
    return { text: `${pick(things)}${positive ? good : bad}，${pick(things)}${opinion}`, positive };
  });
}

export const corpusOf = (
  examples: number,
  others: number,
  ratingOf: (i: number, positive: boolean) => number | null = () => null,
): AdaptationCorpus => ({
  examples: houseTexts(examples, 7).map(({ text, positive }) => {
    return { text: textOf(shipped.documentOf(text)), polarity: positive ? 1 : 0, rating: null, part: 0 };
  }),
  others: houseTexts(others).map(({ text, positive }, i) => {
    const rating = ratingOf(i, positive);
    return { text: textOf(shipped.documentOf(text)), rating, part: i % 3 };
  }),
  background: { documents: 1000, of: () => 0 },
});

export const houseWords = { good, bad };
