import { readRows } from './rows.ts';

/** One text with its polarity: 1 positive, 0.5 neutral, 0 negative; null when it tells nothing. */
export type Polarity = 1 | 0.5 | 0 | null;

export interface LabelledText {
  set: string;
  text: string;
  /** Kind of goods, in the sets that tell. */
  category: string | null;
  polarity: Polarity;
  /** Rating on its scale, −1..1, where people gave one (a label counts as one at the end of the scale). */
  rating: number | null;
  /** How much its loss counts. */
  weight: number;
}

interface Row {
  id: string;
  text: string;
  title?: string;
  category?: string;
  rating?: number | null;
  rating_max?: number | null;
  sentiment?: string | null;
  aspects?: { polarity?: string; opinions?: { term: string }[] }[];
  issues?: { polarity: string; quote: string }[];
}

/** How a set's rows become labelled texts. */
type Reading = 'sentiment' | 'stars' | 'aspects' | 'quotes';

export interface SetChoice {
  name: string;
  licence: 'open' | 'unstated';
  reading: Reading;
  weight: number;
}

const set = (name: string, reading: Reading, weight = 1, licence: SetChoice['licence'] = 'unstated'): SetChoice => ({
  name,
  reading,
  weight,
  licence,
});

/** The sets that polarity is learned from. Earlier ones keep a text that stands in several. */
export const sentimentSets: SetChoice[] = [
  set('chnsenticorp_htl', 'sentiment'),
  set('waimai_10k', 'sentiment'),
  set('online_shopping_10_cats', 'sentiment'),
  set('chnsenticorp', 'sentiment'),
  set('appstore_cn', 'stars'),
  set('weibo_senti_2k', 'sentiment'),
  set('weibo2018', 'sentiment'),
  set('product_3class', 'sentiment'),
  set('smp2020_emotion', 'sentiment', 0.5),
  set('bank_comments', 'sentiment'),
  set('laptop_clauses', 'sentiment'),
  set('jd_agri_absa', 'aspects'),
  set('zhijiang_cosmetics', 'aspects'),
  set('bdci_car', 'aspects', 0.5),
  set('cx_gold_train', 'quotes'),
  set('douban_movies', 'stars', 0.3),
  set('mafengwo_scenic', 'stars', 0.5),
  set('openrice_ratings', 'stars', 0.5),
  set('openrice_senti', 'sentiment', 1, 'open'),
  set('asap_sample', 'stars', 1, 'open'),
  set('tw_app_reviews', 'stars'),
  set('tw_restaurants', 'stars'),
  set('uci_sentences', 'sentiment', 2, 'open'),
  set('amazon_alexa', 'stars'),
  set('gplay_apps', 'stars'),
  set('zomato', 'stars'),
  set('tripadvisor_london', 'stars', 0.3),
  set('mams_acsa', 'aspects', 1, 'open'),
  set('mams_atsa', 'aspects', 1, 'open'),
];

/** The shelf of the shopping set that comes from the site of the hotel set. */
const hotelShelf = { set: 'online_shopping_10_cats', category: '酒店' };

/**
 * How much a complaint of the hotel shelf counts. The hotel set keeps the texts that stand in both, and what remains of the
 * shelf, 93 complaints in 100, would tell that half of all stays were bad: this is what our removal of copies left over, and
 * not what guests think.
 */
const shelfComplaint = 0.25;

export function isOnHotelShelf({ set, category }: { set: string; category?: string | null }): boolean {
  return set === hotelShelf.set && category === hotelShelf.category;
}

export function readSet(dataDir: string, name: string, split: 'train' | 'dev'): Row[] {
  return readRows<Row>(dataDir, name, split);
}

/** Labelled texts of the chosen sets, a text that stands in several kept once. */
export function readLabelled(dataDir: string, choices: SetChoice[], split: 'train' | 'dev' = 'train'): LabelledText[] {
  const seen = new Set<string>();
  const out: LabelledText[] = [];
  for (const choice of choices) {
    for (const row of readSet(dataDir, choice.name, split)) {
      for (const { text, polarity, rating } of labelled(row, choice.reading)) {
        const key = text.replace(/\s+/g, '');
        if (key === '' || seen.has(key)) continue;
        seen.add(key);
        const read = { set: choice.name, text, category: row.category ?? null, polarity, rating };
        const factor = isOnHotelShelf(read) && polarity === 0 ? shelfComplaint : 1;
        out.push({ ...read, weight: choice.weight * factor });
      }
    }
  }
  return out;
}

type Labelled = Pick<LabelledText, 'text' | 'polarity' | 'rating'>;

function labelled(row: Row, reading: Reading): Labelled[] {
  if (reading === 'stars') return [{ text: row.text, ...starLabel(row.rating, row.rating_max) }];
  if (reading === 'aspects') {
    const polarity = agreed((row.aspects ?? []).map((aspect) => polarityOf(aspect.polarity)));
    return [{ text: row.text, polarity, rating: null }];
  }
  const polarity = polarityOf(row.sentiment);
  const whole = { text: row.text, polarity, rating: polarity === 1 || polarity === 0 ? 2 * polarity - 1 : null };
  if (reading === 'sentiment') return [whole];
  const quotes = (row.issues ?? []).map(({ quote, polarity }) => ({
    text: quote,
    polarity: polarityOf(polarity),
    rating: null,
  }));
  return [{ ...whole, rating: null }, ...quotes];
}

function polarityOf(label: string | null | undefined): Polarity {
  return label === 'positive' ? 1 : label === 'negative' ? 0 : label === 'neutral' ? 0.5 : null;
}

/** Top and bottom quarter of the scale; 2 and 4 of 5 stars belong to them. The middle tells nothing about the polarity. */
export function starLabel(rating: number | null | undefined, max: number | null | undefined) {
  if (rating == null || max == null) return { polarity: null, rating: null };
  const position = (rating - 1) / (max - 1);
  const polarity: Polarity = position >= 0.74 ? 1 : position <= 0.26 ? 0 : null;
  return { polarity, rating: 2 * position - 1 };
}

/** The polarity that all aspects share. */
function agreed(polarities: Polarity[]): Polarity {
  const first = polarities[0];
  return first !== undefined && polarities.every((p) => p === first) ? first : null;
}
