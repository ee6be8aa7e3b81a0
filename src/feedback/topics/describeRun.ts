import { classicalScaling, jensenShannonDistances } from '../../text/maths/scaling.ts';
import { coherence, countCooccurrence, topWords } from '../../text/topics/coherence.ts';
import { exclusivity, nameTopics, relevance, type TopicWords } from '../../text/topics/words.ts';
import { documentCount } from '../../text/vectorise/rows.ts';
import { createTopicTally } from './describe.ts';
import type { Fitted } from './fitters.ts';
import { reorderModel } from './model.ts';
import { createQuotePicker } from './quotes.ts';
import type { RankedTerm, Topic, TopicCorpus, TopicRequest, TopicRun, WeightedTerm } from './topic.ts';

const wordsShown = 20;
const coherentWords = 10;
const quotesShown = 3;
const relevanceLambda = 0.6;
/** For readers who choose λ: so many words of each tenth. */
const wordsRanked = 15;

/** The same topics numbered by falling size. */
export function bySize({ topics, wordGivenTopic, assignments, model }: Fitted): Fitted {
  const sizes = new Uint32Array(topics);
  for (const topic of assignments.topic) sizes[topic]++;
  const order = Array.from({ length: topics }, (_, k) => k).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const place = new Uint16Array(topics);
  order.forEach((old, n) => {
    place[old] = n;
  });
  const sorted = wordGivenTopic.map((_, i) => wordGivenTopic[i - (i % topics) + order[i % topics]]);
  return {
    topics,
    wordGivenTopic: sorted,
    assignments: { topic: assignments.topic.map((old) => place[old]), probability: assignments.probability },
    model: reorderModel(model, order),
  };
}

/** Words, figures, quotes and map of fitted topics. */
export function describeRun(corpus: TopicCorpus, request: TopicRequest & { k: number }, fitted: Fitted): TopicRun {
  const { rows, vocabulary } = corpus;
  const { topics, wordGivenTopic, assignments } = fitted;
  const { figures, quotes, sizes } = tallyComments(corpus, fitted);
  const documents = Math.max(1, documentCount(rows));
  const words = { topics, wordGivenTopic, topicShare: sizes.map((size) => size / documents) };
  const relevant = relevance(words, relevanceLambda);
  const top = Array.from({ length: topics }, (_, k) => topWords(wordGivenTopic, topics, k, wordsShown));
  const counts = countCooccurrence(rows, top.flat());
  const names = nameTopics(words, vocabulary);
  const ranked = rankedWords(words, vocabulary);
  const map = classicalScaling(jensenShannonDistances(wordGivenTopic, topics), topics);
  const terms = (list: number[], weights: Float32Array, k: number): WeightedTerm[] =>
    list.map((word) => ({ term: vocabulary[word], weight: weights[word * topics + k] }));
  const described = figures.map((figure, k): Topic => {
    const probable = top[k].slice(0, coherentWords);
    return {
      n: k,
      name: names[k],
      words: terms(top[k], wordGivenTopic, k),
      relevantWords: terms(topWords(relevant, topics, k, wordsShown), relevant, k),
      rankedWords: ranked[k],
      npmi: coherence(probable, counts),
      exclusivity: exclusivity(words, k, probable),
      ...map[k],
      ...figure,
      quotes: quotes[k],
    };
  });
  return {
    ...request,
    topics: described,
    npmi: described.reduce((sum, { npmi }) => sum + npmi, 0) / topics,
    assignments,
    model: fitted.model,
    vocabulary,
  };
}

/** For each topic the words that are among the first at some λ of 0, 0.1, …, 1, by probability. */
function rankedWords(words: TopicWords, vocabulary: string[]): RankedTerm[][] {
  const { topics, wordGivenTopic } = words;
  const chosen = Array.from({ length: topics }, () => new Set<number>());
  for (let tenths = 0; tenths <= 10; tenths++) {
    const weights = relevance(words, tenths / 10);
    chosen.forEach((set, k) => {
      for (const word of topWords(weights, topics, k, wordsRanked)) set.add(word);
    });
  }
  const logLift = relevance(words, 0);
  return chosen.map((set, k) =>
    [...set]
      .map((word) => ({
        term: vocabulary[word],
        probability: wordGivenTopic[word * topics + k],
        lift: Math.exp(logLift[word * topics + k]),
      }))
      .filter(({ probability }) => probability > 0)
      .sort((a, b) => b.probability - a.probability || (a.term < b.term ? -1 : 1)),
  );
}

function tallyComments(corpus: TopicCorpus, { topics, assignments }: Fitted) {
  const { offsets } = corpus.rows;
  const tally = createTopicTally(topics);
  const picker = createQuotePicker({ topics, count: quotesShown, textKeyOf: corpus.textKeyOf });
  const sizes: number[] = new Array(topics).fill(0);
  for (let comment = 0; comment < assignments.topic.length; comment++) {
    const topic = assignments.topic[comment];
    const facts = corpus.factsOf(comment);
    sizes[topic]++;
    tally.add(topic, facts);
    picker.add({
      comment,
      topic,
      probability: assignments.probability[comment],
      words: offsets[comment + 1] - offsets[comment],
      score: facts.score,
    });
  }
  return { figures: tally.figures(), quotes: picker.quotes(), sizes };
}
