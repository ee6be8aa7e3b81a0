import type { Document } from '../text/document.ts';
import { type Compacted, compact, originalSpan } from '../text/fold/compact.ts';
import { detectLanguage } from '../text/segment/language.ts';
import type { LetterCounts } from '../text/segment/scripts.ts';
import type { Tokens } from '../text/segment/tokens.ts';
import type { AdaptationReader } from '../text/sentiment/adaptation.ts';
import type { FoundWord, WatchWords } from '../text/sentiment/denial.ts';
import type { Contribution, SentimentReading } from '../text/sentiment/reading.ts';
import type { Span } from '../text/span.ts';
import type { AnalysisOutcome, AnalysisTask, IndexedOutcome, ReadWith, WorkspaceModelRef } from './analysed.ts';
import type {
  Analysis,
  Conflict,
  ConflictExplanation,
  Evidence,
  Explanation,
  ExplanationTerm,
  LeafExplanation,
  Versions,
} from './analysis.ts';
import { createKeywordFinder, type KeywordFinder, type KeywordRules } from './candidates.ts';
import type { ParsedComment } from './comment.ts';
import type { ConflictSettings } from './conflict.ts';
import type { ConflictCorrection } from './conflictOdds.ts';
import type { LeafCorrections } from './leafCorrection.ts';
import type { LeafWeight } from './leafJudge.ts';
import { createQualityCheck } from './quality.ts';
import { searchPhrases, searchText } from './searchText.ts';
import type { Labels } from './tag.ts';

/** The stages that depend on words. */
export interface WordStages {
  read(text: string): Document;
  sentiment: {
    read(document: Document, adaptation?: AdaptationReader | null): SentimentReading;
    explain(
      document: Document,
      adaptation?: AdaptationReader | null,
    ): {
      terms: Contribution[];
      sum: number;
      clauses: { terms: Contribution[]; sum: number }[];
    };
  };
  keywords: KeywordRules;
  /** Where the words of a workspace's own say something; absent: there are none. */
  ownSpans?(document: Document): Span[];
}

/** The stages, made from the loaded artefacts. Each is a pure function. */
export interface Stages extends WordStages {
  /** The same with a workspace's own words, by the key of its lexicon. */
  ownWords(lexicon: string): WordStages;
  lettersOf(text: string): LetterCounts;
  /** Words that alert rules watch for; `fold` is that of `read`. */
  watch: WatchWords & { fold(text: string): string };
  /** What a workspace's model adds; null without one, and when it is not sound. */
  adaptation(model: WorkspaceModelRef | undefined): AdaptationReader | null;
  /** What its reviewers have taught about leaves; null as `adaptation`. */
  leafCorrections(model: WorkspaceModelRef | undefined): LeafCorrections | null;
  /** … and about conflicts. */
  conflictCorrection(model: WorkspaceModelRef | undefined): ConflictCorrection | null;
  label(document: Document, reading: SentimentReading, taxonomy: string, corrections?: LeafCorrections | null): Labels;
  explainLeaves(
    document: Document,
    reading: SentimentReading,
    taxonomy: string,
    corrections: LeafCorrections | null,
  ): LeafExplanation[];
  /** What the shipped model says of leaves of the taxonomy that it was learned with. */
  weigh(document: Document, reading: SentimentReading, codes: readonly string[]): LeafWeight[];
  judgeConflict(
    comment: ParsedComment,
    document: Document,
    reading: SentimentReading,
    settings?: ConflictSettings,
  ): Conflict | null;
  explainConflict(
    comment: ParsedComment,
    document: Document,
    reading: SentimentReading,
    settings?: Omit<ConflictSettings, 'threshold'>,
  ): ConflictExplanation | null;
  versions(readWith: ReadWith): Versions;
}

export interface Analyser {
  /**
   * Reads comments stage by stage, so that the tables of one stage stay in the processor's caches; each outcome depends
   * on its own comment alone. Throws when one of them breaks a stage.
   */
  analyse(tasks: AnalysisTask[]): AnalysisOutcome[];
  /** The same, with what the store keeps beside an analysis. */
  analyseToIndex(tasks: AnalysisTask[]): IndexedOutcome[];
  explain(task: AnalysisTask): Explanation;
  /** Which of the words stand in each text and are not denied, the first occurrence of each. */
  watch(texts: readonly string[], words: readonly string[]): FoundWord[][];
  searchPhrases(query: string): string[];
}

/**
 * Comments that go from stage to stage together: enough for the tables of a stage to stay in the caches, and so few that
 * what lies between the stages is soon forgotten.
 */
const stretch = 50;

interface Prepared {
  task: AnalysisTask;
  words: WordStages;
  compacted: Compacted | null;
  document: Document;
}

/** fold → segment → clauses → sentiment → issues → conflict: one comment in, everything the machine thinks of it out. */
export function createAnalyser(stages: Stages): Analyser {
  const finders = new WeakMap<WordStages, KeywordFinder>();
  const finderOf = (words: WordStages): KeywordFinder => {
    const known = finders.get(words);
    if (known) return known;
    const finder = createKeywordFinder(words.keywords);
    finders.set(words, finder);
    return finder;
  };
  const wordsOf = ({ lexicon }: AnalysisTask): WordStages =>
    lexicon === undefined ? stages : stages.ownWords(lexicon);
  const qualityFlags = createQualityCheck();

  const prepare = (task: AnalysisTask): Prepared => {
    const compacted = compact(task.comment.text);
    const words = wordsOf(task);
    return { task, words, compacted, document: words.read(compacted?.text ?? task.comment.text) };
  };

  const assemble = (
    { task, words, compacted, document }: Prepared,
    reading: SentimentReading,
    labels: Labels,
  ): Analysis => {
    const { text, tokens } = document;
    const analysis: Analysis = {
      id: task.id,
      language: detectLanguage(stages.lettersOf(text)),
      truncated: false,
      sentiment: {
        label: reading.label,
        score: round(reading.score),
        confidence: round(reading.confidence),
        evidence: reading.evidence.map((contribution) => evidenceOf(text, contribution)),
      },
      kind: labels.kind,
      escalation: labels.escalation,
      clauses: document.clauses.map(({ start, end }, i) => ({
        start,
        end,
        sentiment: { label: reading.clauses[i].label, score: round(reading.clauses[i].score) },
      })),
      issues: labels.issues,
      keywords: finderOf(words).keywords(document, reading),
      conflict: stages.judgeConflict(task.comment, document, reading, {
        threshold: task.conflictThreshold,
        calibration: task.calibration,
        correction: stages.conflictCorrection(task.model),
      }),
      quality: qualityFlags(tokens),
      versions: stages.versions(task),
    };
    if (compacted) moveSpans(analysis, task.comment.text, compacted);
    return analysis;
  };

  const readAll = <Outcome>(
    tasks: AnalysisTask[],
    outcomeOf: (prepared: Prepared, reading: SentimentReading, labels: Labels) => Outcome,
  ): Outcome[] => {
    const outcomes: Outcome[] = [];
    for (let at = 0; at < tasks.length; at += stretch) {
      const prepared = tasks.slice(at, at + stretch).map(prepare);
      const readings = prepared.map(({ document, task, words }) =>
        words.sentiment.read(document, stages.adaptation(task.model)),
      );
      const labels = prepared.map(({ document, task }, i) =>
        stages.label(document, readings[i], task.taxonomy, stages.leafCorrections(task.model)),
      );
      for (let i = 0; i < prepared.length; i++) outcomes.push(outcomeOf(prepared[i], readings[i], labels[i]));
    }
    return outcomes;
  };

  return {
    analyse: (tasks) =>
      readAll(tasks, (prepared, reading, labels) => ({ ok: true, analysis: assemble(prepared, reading, labels) })),

    analyseToIndex: (tasks) =>
      readAll(tasks, (prepared, reading, labels) => {
        const { document, compacted, words, task } = prepared;
        // Queries know no words of a workspace's own, so the index does not either.
        const { tokens } = words === stages ? document : stages.read(compacted?.text ?? task.comment.text);
        return {
          ok: true,
          analysis: assemble(prepared, reading, labels),
          searchText: searchText(tokens, stages.keywords.stem),
          candidates: moved(finderOf(words).candidates(document, reading), compacted),
          ...(prepared.task.watch && { watched: moved(stages.watch.find(document, prepared.task.watch), compacted) }),
        };
      }),

    explain(task) {
      const { comment, calibration } = task;
      const compacted = compact(comment.text);
      const words = wordsOf(task);
      const document = words.read(compacted?.text ?? comment.text);
      const adaptation = stages.adaptation(task.model);
      const reading = words.sentiment.read(document, adaptation);
      const { terms, sum, clauses } = words.sentiment.explain(document, adaptation);
      const own = words.ownSpans?.(document) ?? [];
      // A hit ends with the word that says it; a negator or a degree word may stand before.
      const isOwn = ({ start, end, rule }: Contribution): boolean =>
        !wordless.includes(rule) && own.some((span) => span.end === end && span.start >= start);
      const shown = (list: Contribution[]): ExplanationTerm[] =>
        moved(
          list.map((term) => {
            const { start, end, weight, rule } = term;
            return { start, end, text: '', weight, rule, ...(isOwn(term) && { source: 'workspace' as const }) };
          }),
          compacted,
        ).map((term) => ({
          ...term,
          text: comment.text.slice(term.start, term.end),
        }));
      return {
        terms: shown(terms),
        sum,
        score: reading.score,
        confidence: reading.confidence,
        link: 'score = tanh(sum / 2); sum = Σ weight, the log-odds of a positive text',
        clauses: document.clauses.map((clause, i) => {
          const { start, end } = moved([{ start: clause.start, end: clause.end }], compacted)[0];
          const text = comment.text.slice(start, end);
          return {
            start,
            end,
            text,
            sum: clauses[i].sum,
            score: reading.clauses[i].score,
            terms: shown(clauses[i].terms),
          };
        }),
        leaves: stages.explainLeaves(document, reading, task.taxonomy, stages.leafCorrections(task.model)),
        conflict: stages.explainConflict(comment, document, reading, {
          calibration,
          correction: stages.conflictCorrection(task.model),
        }),
        versions: stages.versions(task),
      };
    },

    watch(texts, words) {
      const folded = words.map((word) => stages.watch.fold(word));
      return texts.map((text) => {
        const compacted = compact(text);
        const seen = compacted?.text ?? text;
        // Most texts hold none of the words, and need no cutting to know it.
        const plain = stages.watch.fold(seen);
        if (!folded.some((word) => plain.includes(word))) return [];
        return moved(stages.watch.find(stages.read(seen), words), compacted);
      });
    },

    searchPhrases: (query) =>
      searchPhrases(query, (text): Tokens => stages.read(compact(text)?.text ?? text).tokens, stages.keywords.stem),
  };
}

/** Rules whose terms come from no list of words. */
const wordless: readonly string[] = ['ngrams', 'silence', 'adapted', 'adapted_base'];

function evidenceOf(text: string, { start, end, weight, rule }: Contribution): Evidence {
  return { start, end, text: text.slice(start, end), weight: round(weight), rule };
}

/** Four digits: enough for every reader, and stable in print. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Spans of the compacted text as spans of the text as received. */
function moved<T extends Span>(spans: T[], compacted: Compacted | null): T[] {
  return compacted ? spans.map((span) => ({ ...span, ...originalSpan(compacted, span.start, span.end) })) : spans;
}

function moveSpans(analysis: Analysis, text: string, compacted: Compacted): void {
  const evidence = (list: Evidence[]): Evidence[] =>
    moved(list, compacted).map((item) => ({ ...item, text: text.slice(item.start, item.end) }));
  analysis.sentiment.evidence = evidence(analysis.sentiment.evidence);
  analysis.clauses = moved(analysis.clauses, compacted);
  analysis.keywords = moved(analysis.keywords, compacted);
  for (const issue of analysis.issues) issue.evidence = evidence(issue.evidence);
  if (analysis.conflict === null) return;
  analysis.conflict.evidence = evidence(analysis.conflict.evidence);
  analysis.conflict.hiddenComplaints = evidence(analysis.conflict.hiddenComplaints);
}
