import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';
import { compact } from '../../src/text/fold/compact.ts';
import { TokenKind } from '../../src/text/segment/tokens.ts';
import { readRows } from './rows.ts';

/** Sets of many kinds of business; each counts with at most `textsPerSet` texts, so that none sets the tone. */
const sets = [
  'online_shopping_10_cats',
  'chnsenticorp_htl',
  'waimai_10k',
  'appstore_cn',
  'icbc_app_unlabelled',
  'bank_comments',
  'bdci_car',
  'jd_agri_absa',
  'jd_cosmetics_unlabelled',
  'jd_phone',
  'mafengwo_scenic',
  'gov_messages_hot',
  'weibo2018',
  'openrice_ratings',
  'tmall_snacks_unlabelled',
  'heimao_complaints',
  'product_3class',
  'asap_sample',
  'tripadvisor_london',
  'zomato',
  'gplay_apps',
  'amazon_alexa',
  'cfpb_sample',
  'mams_atsa',
  'uci_sentences',
  'openrice_senti',
] as const;
const openSets: readonly string[] = ['asap_sample', 'cfpb_sample', 'mams_atsa', 'uci_sentences', 'openrice_senti'];
const textsPerSet = 5_000;
const rareBelow = 8;
const longestTerm = 24;

/** Document frequencies of words over the train splits: how common a word is in feedback of any kind. */
export function countFrequencies(dataDir: string, licence: 'all' | 'open') {
  const loaded = loadTextTools(join(packageRoot, 'lexicons'), 'jieba');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const tools = loaded.value;
  const frequency = new Map<string, number>();
  const used: { name: string; licence: string; texts: number }[] = [];
  let documents = 0;
  for (const name of sets) {
    if (licence === 'open' && !openSets.includes(name)) continue;
    const texts = readRows(dataDir, name).map(({ text }) => text);
    // Some files are sorted by label, so every n-th text is taken rather than the first ones.
    const step = Math.max(1, Math.floor(texts.length / textsPerSet));
    let count = 0;
    for (let i = 0; i < texts.length && count < textsPerSet; i += step, count++)
      for (const term of termsOf(tools, texts[i])) frequency.set(term, (frequency.get(term) ?? 0) + 1);
    documents += count;
    used.push({ name, licence: openSets.includes(name) ? 'open' : 'unstated', texts: count });
  }
  const terms = [...frequency]
    .filter(([, count]) => count >= rareBelow)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { documents, terms, sets: used, settings: { textsPerSet, rareBelow, segmenter: tools.segmenterId } };
}

function termsOf(
  tools: { read(text: string): { tokens: import('../../src/text/segment/tokens.ts').Tokens } },
  text: string,
): Set<string> {
  const { tokens } = tools.read(compact(text)?.text ?? text);
  const terms = new Set<string>();
  for (let i = 0; i < tokens.count; i++) {
    const length = tokens.end[i] - tokens.start[i];
    const wanted =
      (tokens.kind[i] === TokenKind.Han && length >= 2) || (tokens.kind[i] === TokenKind.Latin && length >= 3);
    if (wanted && length <= longestTerm) terms.add(tokens.text.slice(tokens.start[i], tokens.end[i]));
  }
  return terms;
}
