import { Converter } from 'opencc-js/t2cn';
import type { DomainParameters } from '../../src/artefacts/domainModel.ts';
import { type Domain, domains } from '../../src/feedback/domain.ts';
import { type CategoryModel, createCategoriser } from '../../src/text/classify/categories.ts';
import { type CategoryExample, fitCategories } from '../../src/text/classify/fitCategories.ts';
import { createFold } from '../../src/text/fold/fold.ts';
import { hashOf, type Row, randomFrom, readRows, shuffle } from './rows.ts';
import { writeModel } from './writeModel.ts';

const buckets = 1 << 15;
const perSource = 3000;
const settings = { epochs: 4, rate: 0.35, decay: 1e-5 };

const shopCategories: Readonly<Record<string, Domain>> = {
  书籍: 'book',
  平板: 'device',
  手机: 'device',
  热水器: 'device',
  计算机: 'device',
  水果: 'food',
  蒙牛: 'food',
  洗发水: 'cosmetics',
  衣服: 'clothing',
  酒店: 'hotel',
};

/** Data sets by the kind of business they come from. */
const sources: Readonly<Record<string, Domain | ((row: Row) => Domain)>> = {
  online_shopping_10_cats: (row) => shopCategories[row.category ?? ''],
  chnsenticorp_htl: 'hotel',
  asap_sample: 'restaurant',
  openrice_senti: 'restaurant',
  openrice_ratings: 'restaurant',
  tripadvisor_london: 'restaurant',
  zomato: 'restaurant',
  tw_restaurants: 'restaurant',
  mams_acsa: 'restaurant',
  waimai_10k: 'takeaway',
  douban_movies: 'film',
  appstore_cn: 'app',
  gplay_apps: 'app',
  icbc_app_unlabelled: 'app',
  tw_app_reviews: 'app',
  bank_comments: 'bank',
  banking77: 'bank',
  cfpb_sample: 'bank',
  jd_phone: 'device',
  laptop_clauses: 'device',
  diaasq_zh: 'device',
  amazon_alexa: 'device',
  jd_agri_absa: 'food',
  tmall_snacks_unlabelled: 'food',
  jd_cosmetics_unlabelled: 'cosmetics',
  zhijiang_cosmetics: 'cosmetics',
  bdci_car: 'car',
  mafengwo_scenic: 'travel',
  heimao_complaints: 'platform',
  weibo2018: 'other',
  smp2020_emotion: 'other',
  gov_messages: 'other',
};

/** Small sets that stand for much: each row counts this often. */
const repeats: Readonly<Record<string, number>> = {
  heimao_complaints: 20,
  tw_app_reviews: 6,
  tw_restaurants: 6,
  cfpb_sample: 4,
  gplay_apps: 3,
};

export interface DomainTraining {
  dataDir: string;
  /** `open`: learn from the sets with an explicit licence alone. */
  licence: 'all' | 'open';
  seed: number;
  version: number;
  /** Folder of the models. */
  out: string;
  log(line: string): void;
}

/** Fits the gate on all rows but one in twenty, measures it on those, and writes `domain/<version>`. */
export function trainDomain(options: DomainTraining): CategoryModel {
  const { model, sets, figures, examples } = fitDomain(options);
  options.log(`${examples} examples; kept out ${figures.n}: ${JSON.stringify(figures)}`);
  options.log(`written to ${write(options, model, sets, figures)}`);
  return model;
}

/** `leftOut`: rows that are not learned from. */
export function fitDomain(
  { dataDir, licence, seed }: Pick<DomainTraining, 'dataDir' | 'licence' | 'seed'>,
  leftOut: (set: string, row: Row) => boolean = () => false,
) {
  const fold = createFold(Converter({ from: 't', to: 'cn' }));
  const random = randomFrom(seed);
  // Half of these comments check the labels, so the gate does not see them.
  const held = new Set(readRows(dataDir, 'cx_gold_train').map((row) => row.text));
  const train: CategoryExample[] = [];
  const check: CategoryExample[] = [];
  const sets: DomainCard['sets'] = [];
  for (const [set, domain] of Object.entries(sources)) {
    const rows = shuffle(readRows(dataDir, set), random).filter((row) => !held.has(row.text) && !leftOut(set, row));
    const setLicence = rows[0]?.licence_class ?? 'unstated';
    if (rows.length === 0 || (licence === 'open' && setLicence !== 'open')) continue;
    const used = rows.slice(0, set === 'online_shopping_10_cats' ? 6 * perSource : perSource);
    sets.push({ name: set, licence: setLicence, texts: used.length });
    for (const row of used) {
      const category = domains.indexOf(typeof domain === 'function' ? domain(row) : domain);
      const example = { text: fold(row.text), category };
      if (hashOf(row.text) % 20 === 0) check.push(example);
      else for (let n = 0; n < (repeats[set] ?? 1); n++) train.push(example);
    }
  }
  const model = fitCategories(train, domains, { buckets, ...settings, random });
  return { model, sets, figures: measure(model, check), examples: train.length };
}

function measure(model: CategoryModel, check: CategoryExample[]): { accuracy: number; n: number } {
  const categorise = createCategoriser(model);
  let right = 0;
  for (const { text, category } of check) {
    const probabilities = categorise(text);
    right += Number(probabilities.indexOf(Math.max(...probabilities)) === category);
  }
  return { accuracy: Math.round((right / check.length) * 1000) / 1000, n: check.length };
}

function write(
  { licence, seed, version, out }: DomainTraining,
  { categories, weights, scale, bias }: CategoryModel,
  sets: DomainCard['sets'],
  figures: DomainCard['figures'],
): string {
  const training = { seed, licence, sets, settings: { perSource, ...settings } };
  const parameters: DomainParameters = { categories: [...categories], buckets, scale, bias: [...bias] };
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.length);
  const card = domainCard({ seed, licence, version, sets, figures });
  return writeModel(
    out,
    { name: 'domain', version, parameters, training, figures },
    { 'weights.bin': bytes, 'CARD.md': card },
  );
}

interface DomainCard {
  seed: number;
  licence: string;
  version: number;
  sets: { name: string; licence: string; texts: number }[];
  figures: { accuracy: number; n: number };
}

function domainCard({ seed, licence, version, sets, figures }: DomainCard): string {
  return `# Domain gate ${version}

The kind of business that a comment is about (${domains.join(', ')}): multinomial logistic regression over hashed pairs of
Han characters, Latin words and pairs of them; weights in one byte each. It opens and shuts the cues of a taxonomy that
name kinds of business (\`@hotel\`); a comment of no clear kind leaves them open.

Learn it again: \`npm run train -- domain --data DIR --licence ${licence} --seed ${seed}\`; settings ${JSON.stringify(settings)}.

## Learned from (train splits only; at most ${perSource} texts a source and kind, small sets repeated)

The kind is that of the source, not read from the text. «unstated» means that the source carries no licence words for its
texts. No text of any set is in this repository, only weights.

| set | texts | licence |
|---|---|---|
${sets.map(({ name, licence, texts }) => `| ${name} | ${texts} | ${licence} |`).join('\n')}

## Figures

Accuracy ${figures.accuracy} on ${figures.n} rows of the same sources that were kept out.

## Limits

Texts of other businesses (hospitals, insurance, telephone companies) get the kind that sounds nearest. Very short texts are
unclear, and then every cue counts.
`;
}
