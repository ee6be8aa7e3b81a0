import type { EvaluationReport } from '../../src/cli/evaluate.ts';
import type { Measured, Results } from '../../src/cli/suites/figures.ts';
import { count, digits, table, withError } from './markdown.ts';
import { peers } from './peers.ts';
import { segmenterSection } from './segmenters.ts';

/** One shipped model, from its manifest. */
export interface ShippedModel {
  name: string;
  version: number;
  bytes: number;
  texts: number;
  sets: number;
  licence: string;
}

export interface QualityInput {
  report: EvaluationReport;
  /** The same with the other segmenter; null where it is not installed. */
  other: EvaluationReport | null;
  /** By data set: a model that has not seen the set, nor its copies; null when nobody measured it. */
  leftOut: Results | null;
  models: ShippedModel[];
  split: string;
  limit: number;
  /** Day of the run as its user gives it, `YYYY-MM-DD`; null: the versions alone say what was measured. */
  date: string | null;
}

/** `docs/quality.md`: the same figures, the same bytes. */
export function qualityDocument(input: QualityInput): string {
  const { report, other, leftOut } = input;
  const { sentiment, ratings, calibration, conflict, thresholds, channels, issues, dining, laws } = report.suites;
  const sections: [title: string, body: string | null][] = [
    ['What was measured', introduction(input)],
    ['Sentiment', sentiment && polarityTable(sentiment, 'macroF1')],
    ['Sentiment against ratings', ratings && `${ratingsNote}\n\n${polarityTable(ratings, 'accuracy')}`],
    ['A business that was never seen', leftOut && leftOutTable(leftOut)],
    ['Confidence', calibration && calibrationTable(calibration)],
    ['Conflict of rating and text', conflict && conflictTable(conflict)],
    ['What a threshold queues', thresholds && thresholdTable(thresholds)],
    ['Channels', channels && conflict && channelTable(channels, conflict)],
    ['Issues', issues && issuesTable(issues)],
    ['Restaurants', dining && diningTable(dining)],
    ['Laws', laws && lawsTable(laws)],
    ['Segmenters', other && segmenterSection(report, other)],
  ];
  const written = sections.flatMap(([title, body]) => (body ? [`## ${title}\n\n${body}`] : []));
  return `# Quality\n\nWritten by \`npm run evaluate -- --data DIR --write\`; do not edit.\n\n${written.join('\n\n')}\n`;
}

function introduction({ report, models, split, limit, date }: QualityInput): string {
  const { engine, lexicon, model, segmenter } = report.versions;
  const rows = models.map(({ name, version, bytes, texts, sets, licence }) => [
    name,
    String(version),
    count(bytes),
    texts === 0 ? '' : count(texts),
    sets === 0 ? '' : String(sets),
    licence,
  ]);
  return [
    `${date === null ? 'Measured' : `Measured on ${date}`} on the ${split} splits, at most ${count(limit)} comments a set (always the same ones), with ${engine},`,
    `lexicon ${lexicon}, models ${model}, segmenter ${segmenter}. Dev splits were used to choose settings, never to learn from.`,
    'Each rate comes with its standard error (bootstrap over comments, 200 rounds, seed 1): twice that to either side is about a 95 % interval.',
    '`n` counts comments.',
    '',
    'Peers are measured on the same sets but on their kept-back **test** splits, so differences of a point say little.',
    '«Linear» is the best of NB-SVM and logistic regression on words and characters, fitted to the set alone; our one model',
    'serves all. SnowNLP and cnsenti are as installed, on 400 comments; SnowNLP has seen some of these texts in training.',
    '',
    table(['model', 'version', 'bytes', 'texts learned from', 'sets', '`--licence`'], rows),
  ].join('\n');
}

const ratingsNote =
  'Ratings in the top or bottom quarter of their scale as labels. Customers misuse stars now and then, which counts as our mistake.';

function polarityTable(results: Results, figure: 'macroF1' | 'accuracy'): string {
  const named = figure === 'macroF1' ? 'macro-F1' : figure;
  const rows = Object.entries(results).map(([set, one]) => [
    set,
    count(one.figures.n),
    withError(one, 'accuracy'),
    withError(one, 'macroF1'),
    withError(one, 'auc'),
    peer(set, 'linear', figure),
    digits(peers[set]?.snownlp?.macroF1),
    digits(peers[set]?.cnsenti?.macroF1),
  ]);
  const head = [
    'set',
    'n',
    'accuracy',
    'macro-F1',
    'AUC',
    `linear: ${named} (n)`,
    'SnowNLP: macro-F1',
    'cnsenti: macro-F1',
  ];
  return table(head, rows);
}

function peer(set: string, kind: 'linear' | 'unseen', figure: string): string {
  const value = peers[set]?.[kind]?.[figure];
  return value === undefined ? '' : `${digits(value)} (${count(peers[set].n)})`;
}

/** Several figures of the linear peer, joined by slashes. */
function linearOf(set: string, figures: string[]): string {
  return figures.map((name) => digits(peers[set]?.linear?.[name])).join(' / ');
}

function leftOutTable(results: Results): string {
  const rows = Object.entries(results).map(([set, one]) => [
    set,
    count(one.figures.n),
    withError(one, 'accuracy'),
    withError(one, 'macroF1'),
    withError(one, 'auc'),
    peer(set, 'unseen', 'macroF1'),
  ]);
  const head = ['set', 'n', 'accuracy', 'macro-F1', 'AUC', 'linear, unseen: macro-F1 (n)'];
  return `Each set was left out of training altogether, its copies in other sets too.\n\n${table(head, rows)}`;
}

function calibrationTable(results: Results): string {
  const rows = Object.entries(results).map(([cut, one]) => [
    cut.replace('confidence>=', '≥ '),
    count(one.figures.n),
    withError(one, 'share'),
    withError(one, 'accuracy'),
  ]);
  return table(['confidence', 'n', 'share of the answers', 'of them right'], rows);
}

const conflictFigures: [string, string][] = [
  ['auc', 'AUC'],
  ['averagePrecision', 'average precision'],
  ['precisionAtRecall80', 'precision at recall 0.8'],
  ['flaggedShare', 'flagged'],
  ['flaggedPrecision', 'precision of flags'],
  ['flaggedRecall', 'recall of flags'],
];

function conflictTable(results: Results): string {
  const rows = Object.entries(results).map(([set, one]) => [
    set,
    `${count(one.figures.n)} / ${one.figures.conflicts}`,
    ...conflictFigures.map(([name]) => withError(one, name)),
    peers[set]?.linear?.averagePrecision === undefined
      ? ''
      : linearOf(set, ['auc', 'averagePrecision', 'precisionAtRecall80']),
  ]);
  return [
    'One rating in twenty is mirrored, chosen by hash; those are the conflicts. Ratings that were wrong to begin with count as',
    'false alarms. Flags are at the default threshold. The peer is a linear model fitted to the set: AUC, average precision,',
    'precision at recall 0.8, each the best of several.',
    '',
    table(['set', 'n / conflicts', ...conflictFigures.map(([, title]) => title), 'linear'], rows),
  ].join('\n');
}

function thresholdTable(results: Results): string {
  const rows = Object.entries(results).map(([threshold, one]) => [
    threshold.replace('>=', '≥ '),
    withError(one, 'share'),
    withError(one, 'precision'),
    withError(one, 'recall'),
  ]);
  const [{ figures }] = Object.values(results);
  return [
    `All sets of the section above together: ${count(figures.n)} comments, ${figures.conflicts} planted conflicts. Where conflicts are rarer than one in`,
    'twenty, precision is lower. `PATCH /v1/workspace {"conflictThreshold": …}` sets the threshold of a workspace.',
    '',
    table(['conflict score', 'share queued', 'precision', 'recall'], rows),
  ].join('\n');
}

function channelTable(results: Results, plain: Results): string {
  const rows = Object.entries(results).map(([set, one]) => [
    set,
    count(one.figures.n),
    one.figures.offset.toFixed(2),
    ...conflictFigures.map(([name]) => `${digits(plain[set]?.figures[name])} → ${digits(one.figures[name])}`),
  ]);
  return [
    'A stored comment is judged with the calibration of its channel: one number, fitted to at least 100 of the latest ratings',
    'of its source and channel, that is added to the log-odds of the text (`src/feedback/channelCalibration.ts`). Here each set',
    'is a channel, calibrated on one half and judged on the other, both ways; before → after. Sets of which nearly all ratings',
    'are on one side are not calibrated.',
    '',
    table(['set', 'n', 'offset', ...conflictFigures.map(([, title]) => title)], rows),
  ].join('\n');
}

const issueFigures: [string, string][] = [
  ['leafPrecision', 'leaf precision'],
  ['leafRecall', 'leaf recall'],
  ['leafF1', 'leaf F1'],
  ['leafPolarityF1', 'leaf + polarity F1'],
  ['level2F1', 'level-2 F1'],
  ['evidenceOverlap', 'evidence overlap'],
];

function issuesTable(results: Results): string {
  const rows = Object.entries(results).map(([set, one]) => [
    set,
    count(one.figures.n),
    ...issueFigures.map(([name]) => withError(one, name)),
  ]);
  return `The general taxonomy against the labels of two readers, who agree with each other at leaf F1 0.95.\n\n${table(
    ['reader', 'n', ...issueFigures.map(([, title]) => title)],
    rows,
  )}`;
}

function diningTable(results: Results): string {
  const names = ['microF1', 'macroF1', 'polarityAccuracy'];
  const rows = Object.entries(results).map(([set, one]: [string, Measured]) => [
    set,
    count(one.figures.n),
    ...names.map((name) => withError(one, name)),
    `${linearOf(set, names)} (${count(peers[set]?.n ?? 0)})`,
  ]);
  return [
    'Eighteen aspects of restaurant reviews. The peer was fitted to 3,241 reviews and measured on 922 others, mostly of another set.',
    '',
    table(['set', 'n', 'micro-F1', 'macro-F1', 'polarity accuracy', 'linear: the same (n)'], rows),
  ].join('\n');
}

function lawsTable({ analysis: { figures } }: Results): string {
  return table(
    ['comments', 'spans of evidence', 'no slice of their text', 'different on repetition', 'different alone', 'cut'],
    [
      ['n', 'spans', 'wrongSpans', 'differentOnRepeat', 'differentAlone', 'truncated'].map((name) =>
        count(figures[name]),
      ),
    ],
  );
}
