import type { Domain } from '../../src/feedback/domain.ts';
import type { Expert } from '../../src/text/sentiment/model.ts';
import { isOnHotelShelf, type LabelledText } from './corpus.ts';

/** Who learns weights of its own from which sets, and is asked about which kinds of text. */
interface ExpertChoice extends Expert {
  kinds: Domain[];
  learnsFrom(text: LabelledText): boolean;
}

const from =
  (...sets: string[]) =>
  ({ set }: LabelledText) =>
    sets.includes(set);

const choices: ExpertChoice[] = [
  {
    name: 'hotel',
    kinds: ['hotel'],
    learnsFrom: (text) => text.set === 'chnsenticorp_htl' || isOnHotelShelf(text),
  },
  { name: 'takeaway', kinds: ['takeaway'], learnsFrom: from('waimai_10k') },
  {
    name: 'goods',
    kinds: ['device', 'clothing', 'food', 'cosmetics', 'book'],
    learnsFrom: (text) => text.set === 'online_shopping_10_cats' && !isOnHotelShelf(text),
  },
  { name: 'app', kinds: ['app'], learnsFrom: from('appstore_cn') },
  { name: 'social', kinds: ['other'], learnsFrom: from('weibo_senti_2k', 'weibo2018', 'smp2020_emotion') },
];

export const experts: Expert[] = choices.map(({ name, kinds }) => ({ name, kinds }));

/** Number of the expert who learns from a text; −1: none. */
export function expertOf(text: LabelledText): number {
  return choices.findIndex(({ learnsFrom }) => learnsFrom(text));
}
