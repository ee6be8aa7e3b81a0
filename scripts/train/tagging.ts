import type { TaggingParameters } from '../../src/artefacts/taggingModel.ts';
import { domains } from '../../src/feedback/domain.ts';
import type { Finding } from '../../src/feedback/findings.ts';
import { LeafBoard, type LeafScores, type VerdictWeights, verdictSum } from '../../src/feedback/leafJudge.ts';
import { type FittedLabels, fitLabels, LabelExamples, packLabels } from './fitLabels.ts';
import { rareCues } from './rareCues.ts';
import { randomFrom, readRows } from './rows.ts';
import { taggingCard } from './taggingCard.ts';
import { cueReader, type ReadComment } from './taggingComments.ts';
import { addPool, type LabelledComment, leaningOf, licenceOf, readExamples, readLabelled } from './taggingSources.ts';
import { type Candidate, candidatesOn, fitVerdict, verdictSettings } from './verdict.ts';
import { writeModel } from './writeModel.ts';
import { readWrittenClauses } from './writtenClauses.ts';

const taxonomyId = 'cx';
const settings = {
  buckets: 1 << 16,
  epochs: 3,
  rate: 1,
  /** How often a clause labelled by a reader counts. */
  readWeight: 4,
  /** The same for the examples of the taxonomy: for some leaves there is little else. */
  exampleWeight: 16,
  /** The same for clauses written for the training. */
  writtenWeight: 8,
  folds: 4,
  /** n-gram weights below this are left out. */
  leastWeight: 1.2,
  /** Log-odds from which on a leaf is given: F1 is best near p = F1 / 2, and cues do less well on new comments (`optimism`). */
  least: -0.4,
  /** A cue for a leaf that readers gave fewer than `rareLeaf` comments is believed more, by these log-odds. */
  rareLeaf: 5,
  rareTrust: 1,
  ...verdictSettings,
};

export interface TaggingTraining {
  dataDir: string;
  /** `open`: learn from the sets with an explicit licence alone. */
  licence: 'all' | 'open';
  seed: number;
  version: number;
  /** Folder of the models. */
  out: string;
  log(line: string): void;
}

/**
 * Fits the leaf scores of clauses on what the cues and the readers say, then the verdicts on leaf scores of comments that the
 * scores were not fitted on, and writes `tagging/<version>`.
 */
export async function trainTagging(options: TaggingTraining): Promise<void> {
  const { dataDir, licence, seed, log } = options;
  const { taxonomy, read } = await cueReader(taxonomyId);
  const codes = taxonomy.leaves.map(({ code }) => code);
  const licences = new Map<string, string>();
  const mayUse = (set: string): boolean => {
    if (!licences.has(set)) licences.set(set, licenceOf(readRows(dataDir, set)));
    return licence === 'all' || licences.get(set) === 'open';
  };
  const labelled = readLabelled(dataDir, codes, mayUse, read);
  const without = new Set(labelled.map(({ document }) => document.text));
  const pool = new LabelExamples(settings.buckets);
  const written = writtenExamples(codes, read);
  const known = [...labelled, ...readExamples(taxonomy, read)];
  const rare = rareCues(labelled);
  const sets = addPool({ dataDir, licence, without, random: randomFrom(seed) }, read, pool, rare.count);
  sets.push({ name: 'cx_gold_train', licence: 'unstated', texts: labelled.length });
  log(
    `${pool.count} clauses labelled by cues, ${written.count} written, ${labelled.length} comments labelled by readers`,
  );

  const learn = (comments: readonly LabelledComment[]): FittedLabels =>
    fitLabels([pool, written, readClauses(comments)], {
      labels: codes.length,
      contexts: domains.length,
      epochs: settings.epochs,
      rate: settings.rate,
      random: randomFrom(seed),
    });
  const isRare = rare.finish();
  const { all, withoutRare } = outOfFold(known, learn, isRare, log);
  const figures = { rows: labelled.length, ...crossValidate(labelled, all, withoutRare, isRare, codes.length) };
  log(JSON.stringify(figures));
  const verdict = trustRareLeaves(fitVerdict(withoutRare.flat(), codes.length, settings.least), labelled);
  const fitted = learn(known);
  const leaning = leaningOf(dataDir, codes, mayUse);
  log(`written to ${write(options, { codes, fitted, verdict, leaning }, sets, figures)}`);
}

/** The clauses written for the training as examples. */
function writtenExamples(codes: readonly string[], read: (text: string) => ReadComment): LabelExamples {
  const examples = new LabelExamples(settings.buckets);
  for (const { text, code } of readWrittenClauses(codes)) {
    const { document, kinds } = read(text);
    const labels = code === null ? [] : [codes.indexOf(code)];
    examples.add(document.tokens.text, labels, kinds, settings.writtenWeight);
  }
  return examples;
}

/** The clauses of labelled comments as examples. */
function readClauses(comments: readonly LabelledComment[]): LabelExamples {
  const examples = new LabelExamples(settings.buckets);
  for (const { document, kinds, byClause, known } of comments)
    for (const [c, { start, end }] of document.clauses.entries()) {
      const weight = known === null ? settings.readWeight : settings.exampleWeight;
      examples.add(document.tokens.text.slice(start, end), byClause[c], kinds, weight);
    }
  return examples;
}

function scoresOf(fitted: FittedLabels): LeafScores {
  return {
    ngrams: packLabels(fitted, settings.leastWeight),
    bias: Float64Array.from(fitted.bias),
    domains: Float64Array.from(fitted.contexts),
  };
}

/** What readers hardly ever gave has taught nothing against its cues. */
function trustRareLeaves(verdict: VerdictWeights, labelled: readonly LabelledComment[]): VerdictWeights {
  const leafWithCue = verdict.leafWithCue.map((effect, leaf) => {
    const given = labelled.filter(({ leaves }) => leaves.has(leaf)).length;
    return given < settings.rareLeaf ? Math.round((effect + settings.rareTrust) * 1e4) / 1e4 : effect;
  });
  return { ...verdict, leafWithCue };
}

/** The candidates of each comment, by scores that were fitted without it: with all cues, and without those made for it. */
function outOfFold(
  labelled: readonly LabelledComment[],
  learn: (comments: readonly LabelledComment[]) => FittedLabels,
  isRare: (finding: Finding, text: string) => boolean,
  log: (line: string) => void,
): { all: Candidate[][]; withoutRare: Candidate[][] } {
  const all: Candidate[][] = [];
  const withoutRare: Candidate[][] = [];
  for (let fold = 0; fold < settings.folds; fold++) {
    const board = new LeafBoard(scoresOf(learn(labelled.filter((_, i) => i % settings.folds !== fold))));
    const same = Int32Array.from({ length: board.leaves }, (_, leaf) => leaf);
    for (let i = fold; i < labelled.length; i += settings.folds) {
      const { document, kinds, findings, leaves, known } = labelled[i];
      board.read(document, kinds, findings, same);
      all[i] = candidatesOn(board, leaves, known);
      const { text } = document.tokens;
      const unsuspected = findings.map((list) => list.filter((finding) => !isRare(finding, text)));
      board.read(document, kinds, unsuspected, same);
      withoutRare[i] = candidatesOn(board, leaves, known);
    }
    log(`fold ${fold + 1} of ${settings.folds}`);
  }
  return { all, withoutRare };
}

/** Leaf F1 of the cues alone and of the verdicts, each fold judged by verdicts that were fitted on the others. */
function crossValidate(
  labelled: readonly LabelledComment[],
  all: readonly Candidate[][],
  withoutRare: readonly Candidate[][],
  isRare: (finding: Finding, text: string) => boolean,
  leaves: number,
): Record<string, LeafFigures> {
  const { folds, least } = settings;
  const verdicts = Array.from({ length: folds }, (_, fold) =>
    fitVerdict(withoutRare.filter((_, i) => i % folds !== fold).flat(), leaves, least),
  );
  const judged = (candidates: readonly Candidate[][]): LeafFigures =>
    leafFigures(labelled, (i) =>
      candidates[i]
        .filter(
          ({ leaf, hasCue, features, surroundings }) =>
            verdictSum(leaf, hasCue, features, surroundings, verdicts[i % folds]) > least,
        )
        .map(({ leaf }) => leaf),
    );
  const byCues = (counts: (finding: Finding, text: string) => boolean): LeafFigures =>
    leafFigures(labelled, (i) => {
      const { text } = labelled[i].document.tokens;
      return labelled[i].findings.flat().flatMap((f) => (counts(f, text) ? [f.leaf] : []));
    });
  return {
    cues: byCues(() => true),
    verdicts: judged(all),
    cuesWithoutRare: byCues((finding, text) => !isRare(finding, text)),
    verdictsWithoutRare: judged(withoutRare),
  };
}

export interface LeafFigures {
  precision: number;
  recall: number;
  f1: number;
}

function leafFigures(labelled: readonly LabelledComment[], given: (i: number) => number[]): LeafFigures {
  let [hits, answers, truth] = [0, 0, 0];
  for (const [i, { leaves }] of labelled.entries()) {
    const answer = new Set(given(i));
    answers += answer.size;
    truth += leaves.size;
    for (const leaf of answer) hits += Number(leaves.has(leaf));
  }
  const three = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    precision: three(hits / answers),
    recall: three(hits / truth),
    f1: three((2 * hits) / (answers + truth)),
  };
}

interface Learned {
  codes: string[];
  fitted: FittedLabels;
  verdict: VerdictWeights;
  leaning: number[];
}

function write(
  { licence, seed, version, out }: TaggingTraining,
  { codes, fitted, verdict, leaning }: Learned,
  sets: { name: string; licence: string; texts: number }[],
  figures: Record<string, LeafFigures | number>,
): string {
  const { sizes, entries, scale } = packLabels(fitted, settings.leastWeight);
  const list = (values: Float32Array): number[] => Array.from(values, (value) => Math.round(value * 1e4) / 1e4);
  const parameters: TaggingParameters = {
    taxonomy: taxonomyId,
    codes,
    domains: [...domains],
    scale,
    bias: list(fitted.bias),
    domainWeights: domains.map((_, d) => list(fitted.contexts.subarray(d * codes.length, (d + 1) * codes.length))),
    verdict,
    leaning,
  };
  const manifest = { name: 'tagging', version, parameters, training: { seed, licence, sets, settings }, figures };
  return writeModel(out, manifest, {
    'rows.bin': sizes,
    'entries.bin': new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength),
    'CARD.md': taggingCard(manifest),
  });
}
