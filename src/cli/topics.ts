import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { requireConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { topicPage } from '../feedback/report/topicPage.ts';
import { type PageLanguage, topicTexts } from '../feedback/report/topicTexts.ts';
import { ratingFacts } from '../feedback/statistics/satisfaction.ts';
import type { Taxonomy } from '../feedback/taxonomy.ts';
import { createFactColumns, type FactColumns } from '../feedback/topics/factColumns.ts';
import type { CommentFacts } from '../feedback/topics/facts.ts';
import { textKey } from '../feedback/topics/quotes.ts';
import { noWords, topicProblems } from '../feedback/topics/request.ts';
import { runTopics } from '../feedback/topics/run.ts';
import { type TopicAlgorithm, type TopicRequest, type TopicRun, topicAlgorithms } from '../feedback/topics/topic.ts';
import { vocabularyFor } from '../feedback/topics/vocabulary.ts';
import type { LocalTopics } from '../local.ts';
import { type Corpus, createCorpusBuilder } from '../text/vectorise/corpus.ts';
import { type PartOfSpeech, partsOfSpeech } from '../text/vectorise/speech.ts';
import { exitCodes, UsageError } from './exit.ts';
import { oneFile, parsingOf, readColumns, readScale } from './options.ts';
import { type Progress, showProgress } from './progress.ts';
import { analyseBatch, inBatches, openRows, type RowOutcome } from './rows.ts';
import { loadWiring } from './wiring.ts';

/** Finds the topics of a file in this process. */
export async function topics(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      k: { type: 'string', default: 'auto' },
      algorithm: { type: 'string', default: 'lda' },
      seed: { type: 'string', default: '1' },
      words: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'string' },
      taxonomy: { type: 'string', default: 'cx' },
      scale: { type: 'string' },
      columns: { type: 'string', multiple: true },
      language: { type: 'string', default: 'zh-CN' },
    },
  });
  const file = oneFile(positionals, 'topics');
  const request = readRequest(values);
  const language = readLanguage(values.language);
  const scale = readScale(values.scale);
  const columns = readColumns(values.columns);
  const config = requireConfig(process.env, availableParallelism());
  const options = {
    dryRun: true,
    ...(columns && { columns }),
    defaults: { source: 'cli', ...(scale && { ratingScale: scale }) },
  };
  const rows = await openRows(file, options, parsingOf(config));
  const { openLocalTopics } = await loadWiring('local');
  const local = await openLocalTopics(config);
  const progress = showProgress('topics');
  try {
    const read = createReader(local, values.taxonomy);
    for await (const batch of inBatches(rows)) {
      read.add(await analyseBatch(batch, local.pool, values.taxonomy));
      progress.update(batch.at(-1)!.progress * readingShare, read.texts.length);
    }
    const run = fitTopics(read, request, local, progress);
    progress.stop();
    if (values.out) {
      const leafName = leafNames(local.taxonomies, values.taxonomy, language);
      const subject = file === '-' ? 'stdin' : basename(file);
      await writeFile(values.out, topicPage({ run, language, subject, textOf: (i) => read.texts[i], leafName }));
    }
    if (values.json) await writeFile(values.json, `${JSON.stringify(jsonOf(run, read.ids))}\n`);
    printTopics(run);
    if (read.rejected > 0) process.stderr.write(`${read.rejected} rows rejected\n`);
    return read.rejected > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    progress.stop();
    await local.close();
  }
}

/** Reading the file is about half of the work. */
const readingShare = 0.5;

interface Reader {
  texts: string[];
  ids: string[];
  facts: FactColumns;
  rejected: number;
  add(outcomes: RowOutcome[]): void;
  finish(words?: PartOfSpeech[]): Corpus;
}

function createReader(local: LocalTopics, taxonomy: string): Reader {
  if (!local.taxonomies.some(({ id }) => id === taxonomy))
    throw new AppError('unknown_taxonomy', `There is no taxonomy «${taxonomy}».`);
  const builder = createCorpusBuilder();
  const reader: Reader = {
    texts: [],
    ids: [],
    facts: createFactColumns(),
    rejected: 0,
    add(outcomes) {
      for (const outcome of outcomes) {
        const { comment, row } = outcome;
        if (!comment) {
          reader.rejected++;
          continue;
        }
        reader.texts.push(comment.text);
        reader.ids.push(comment.externalId ?? `row-${row}`);
        reader.facts.add(factsOf(outcome));
        builder.add(local.wordsOf(comment.text));
      }
    },
    finish: (words) => builder.finish(vocabularyFor(reader.texts.length, words, words && local.partsOfSpeech())),
  };
  return reader;
}

function factsOf({ comment, outcome }: RowOutcome): CommentFacts {
  const { rating, ratingScale, channel = null, occurredAt } = comment!;
  const analysis = outcome?.analysis;
  return {
    sentiment: analysis?.sentiment.label ?? null,
    score: analysis?.sentiment.score ?? null,
    rating: rating === undefined ? null : ratingFacts(rating, ratingScale).position,
    channel,
    day: occurredAt?.slice(0, 10) ?? null,
    leaves: [...new Set(analysis?.issues.map(({ code }) => code))],
  };
}

function fitTopics(read: Reader, request: TopicRequest, { tools }: LocalTopics, progress: Progress): TopicRun {
  const problems = topicProblems(request, read.texts.length);
  if (problems.length > 0) throw new AppError('invalid_request', 'There are no such topics to be found.', { problems });
  const corpus = {
    ...read.finish(request.words),
    factsOf: read.facts.of,
    textKeyOf: (i: number) => textKey(read.texts[i]),
  };
  if (corpus.vocabulary.length === 0) throw new AppError(noWords.code, noWords.detail);
  const run = runTopics(corpus, request, {
    ...tools,
    progress: (share) => progress.update(readingShare + share * (1 - readingShare), read.texts.length),
  });
  if (run === null) throw new AppError('internal', 'The run was called off.');
  return run;
}

function readRequest(values: { k: string; algorithm: string; seed: string; words?: string }): TopicRequest {
  const { algorithm } = values;
  if (!topicAlgorithms.includes(algorithm as TopicAlgorithm))
    throw new UsageError(`--algorithm ${algorithm}: it is ${topicAlgorithms.join(' or ')}`);
  const whole = (name: 'k' | 'seed'): number => {
    if (!/^\d{1,9}$/.test(values[name])) throw new UsageError(`--${name} ${values[name]}: it is a whole number`);
    return Number(values[name]);
  };
  return {
    algorithm: algorithm as TopicAlgorithm,
    k: values.k === 'auto' ? 'auto' : whole('k'),
    seed: whole('seed'),
    ...(values.words !== undefined && { words: readWords(values.words) }),
  };
}

function readWords(list: string): PartOfSpeech[] {
  const words = list.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !partsOfSpeech.includes(word as PartOfSpeech));
  if (unknown !== undefined) throw new UsageError(`--words ${unknown}: it is some of ${partsOfSpeech.join(',')}`);
  return words as PartOfSpeech[];
}

function readLanguage(language: string): PageLanguage {
  if (!Object.hasOwn(topicTexts, language))
    throw new UsageError(`--language ${language}: it is ${Object.keys(topicTexts).join(' or ')}`);
  return language as PageLanguage;
}

function leafNames(taxonomies: Taxonomy[], id: string, language: PageLanguage): (code: string) => string {
  const leaves = taxonomies.find((taxonomy) => taxonomy.id === id)?.leaves ?? [];
  const names = new Map(leaves.map((leaf) => [leaf.code, leaf.names[language]]));
  return (code) => names.get(code) ?? code;
}

function jsonOf({ model: _, vocabulary: __, assignments, ...run }: TopicRun, ids: string[]): object {
  const { topic, probability } = assignments;
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    ...run,
    assignments: ids.map((id, i) => ({ id, topic: topic[i], probability: rounded(probability[i]) })),
  };
}

function printTopics({ topics: found, npmi, k }: TopicRun): void {
  const table = new Table({
    head: ['#', 'share', 'NPMI', 'name', 'words'],
    colWidths: [5, 8, 8, 30, 60],
    wordWrap: true,
  });
  for (const { n, share, npmi: own, name, words } of found)
    table.push([
      n + 1,
      `${(100 * (share?.value ?? 0)).toFixed(1)}%`,
      own.toFixed(3),
      name,
      words
        .slice(0, 10)
        .map(({ term }) => term)
        .join(' '),
    ]);
  process.stdout.write(`${table.toString()}\nk = ${k}, mean NPMI ${npmi.toFixed(3)}\n`);
}
