import type { Taxonomy } from '../../src/feedback/taxonomy.ts';
import type { LabelExamples } from './fitLabels.ts';
import { type Row, readRows, shuffle } from './rows.ts';
import type { ReadComment } from './taggingComments.ts';

/** Sets whose clauses the cues label, and how many comments of each: no kind of business outweighs all others. */
const sources: Readonly<Record<string, number>> = {
  online_shopping_10_cats: 20_000,
  appstore_cn: 9000,
  icbc_app_unlabelled: 8000,
  waimai_10k: 5000,
  jd_agri_absa: 5000,
  zomato: 4000,
  chnsenticorp_htl: 3000,
  jd_cosmetics_unlabelled: 3000,
  laptop_clauses: 3000,
  bdci_car: 3000,
  tripadvisor_london: 3000,
  mams_acsa: 2550,
  bank_comments: 2500,
  jd_phone: 2500,
  zhijiang_cosmetics: 2000,
  openrice_ratings: 2000,
  tmall_snacks_unlabelled: 1800,
  amazon_alexa: 1665,
  weibo2018: 1500,
  mafengwo_scenic: 1500,
  uci_sentences: 1500,
  gplay_apps: 971,
  openrice_senti: 800,
  cfpb_sample: 342,
  gov_messages: 300,
  tw_app_reviews: 266,
  tw_restaurants: 208,
  asap_sample: 100,
  heimao_complaints: 71,
};

/** How much a clause counts in which the words of the cues are blotted out, so that the words around them are learned too. */
const blottedWeight = 0.5;

/** A comment that a careful reader has labelled. */
export interface LabelledComment extends ReadComment {
  set: string;
  /** Leaves of the comment, and of each clause, as numbers in the taxonomy. */
  leaves: ReadonlySet<number>;
  byClause: number[][];
  /** Leaves of which is known whether the comment is about them; null: all. */
  known: ReadonlySet<number> | null;
}

export function licenceOf(rows: readonly Row[]): string {
  return rows[0]?.licence_class ?? 'unstated';
}

/** The labelled comments of the sets that may be learned from. */
export function readLabelled(
  dataDir: string,
  codes: readonly string[],
  mayUse: (set: string) => boolean,
  read: (text: string) => ReadComment,
): LabelledComment[] {
  return readRows(dataDir, 'cx_gold_train')
    .filter((row) => mayUse(row.dataset ?? ''))
    .map((row) => {
      const comment = read(row.text);
      const { text, clauses } = comment.document;
      const byClause = clauses.map((): number[] => []);
      const leaves = new Set<number>();
      for (const { code, quote } of row.issues ?? []) {
        const leaf = codes.indexOf(code);
        leaves.add(leaf);
        const start = text.indexOf(quote);
        for (const [c, clause] of clauses.entries())
          if (start >= 0 && clause.start < start + quote.length && clause.end > start && !byClause[c].includes(leaf))
            byClause[c].push(leaf);
      }
      return { ...comment, set: row.dataset ?? '', leaves, byClause, known: null };
    });
}

/** The examples of the taxonomy, each known to be about its leaf; the clauses with the cue say so. */
export function readExamples(taxonomy: Taxonomy, read: (text: string) => ReadComment): LabelledComment[] {
  return taxonomy.leaves.flatMap(({ examples }, leaf) =>
    examples.map((text) => {
      const comment = read(text);
      const byClause = comment.findings.map((findings) => [...new Set(findings.map((finding) => finding.leaf))]);
      return { ...comment, set: 'examples', leaves: new Set([leaf]), byClause, known: new Set([leaf]) };
    }),
  );
}

/** How readers judge each leaf: (praise − blame) / (mentions + 4), −1..1. */
export function leaningOf(dataDir: string, codes: readonly string[], mayUse: (set: string) => boolean): number[] {
  const sums = codes.map(() => ({ balance: 0, count: 0 }));
  for (const { dataset, issues } of readRows(dataDir, 'cx_gold_train')) {
    if (!mayUse(dataset ?? '')) continue;
    for (const { code, polarity } of issues ?? []) {
      const sum = sums[codes.indexOf(code)];
      sum.balance += polarity === 'positive' ? 1 : polarity === 'negative' ? -1 : 0;
      sum.count++;
    }
  }
  return sums.map(({ balance, count }) => Math.round((balance / (count + 4)) * 1e4) / 1e4);
}

export interface UsedSet {
  name: string;
  licence: string;
  texts: number;
}

/** Adds the clauses of the pool, labelled by the cues, and hands over the comments of each set as it is read. */
export function addPool(
  options: { dataDir: string; licence: 'all' | 'open'; without: ReadonlySet<string>; random(): number },
  read: (text: string) => ReadComment,
  examples: LabelExamples,
  each: (set: string, comments: readonly ReadComment[]) => void,
): UsedSet[] {
  const sets: UsedSet[] = [];
  for (const [name, most] of Object.entries(sources)) {
    const rows = readRows(options.dataDir, name);
    const licence = licenceOf(rows);
    if (options.licence === 'open' && licence !== 'open') continue;
    const kept = shuffle(rows, options.random).filter((row) => !options.without.has(row.text));
    const comments = kept.slice(0, most).map((row) => read(row.text));
    for (const comment of comments) addCueLabels(comment, examples);
    each(name, comments);
    sets.push({ name, licence, texts: comments.length });
  }
  return sets;
}

function addCueLabels({ document, kinds, findings }: ReadComment, examples: LabelExamples): void {
  const { text } = document.tokens;
  for (const [c, { start, end }] of document.clauses.entries()) {
    const labels = [...new Set(findings[c].map(({ leaf }) => leaf))];
    examples.add(text.slice(start, end), labels, kinds, 1);
    if (labels.length === 0) continue;
    const units = text.slice(start, end).split('');
    for (const finding of findings[c]) units.fill(' ', finding.start - start, finding.end - start);
    examples.add(units.join(''), labels, kinds, blottedWeight);
  }
}
