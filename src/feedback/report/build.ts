import { createContext, type ReportContext } from './context.ts';
import type { Block, ReportDocument, ReportFigures, Section } from './document.ts';
import type { ReportFacts } from './facts.ts';
import { casesBlocks } from './sections/cases.ts';
import { comparisonBlocks } from './sections/comparison.ts';
import { appendixBlocks, conclusionBlocks } from './sections/ending.ts';
import { eventBlocks } from './sections/events.ts';
import { overviewBlocks, prefaceBlocks } from './sections/opening.ts';
import { problemBlocks } from './sections/problems.ts';
import { resultBlocks } from './sections/results.ts';
import { suggestionBlocks } from './sections/suggestions.ts';
import { targetBlocks } from './sections/targets.ts';
import { topicBlocks } from './sections/topics.ts';

/** In the order of the report. */
const writers: [Section['id'], (context: ReportContext) => Block[]][] = [
  ['preface', prefaceBlocks],
  ['overview', overviewBlocks],
  ['results', resultBlocks],
  ['targets', targetBlocks],
  ['events', eventBlocks],
  ['problems', problemBlocks],
  ['topics', topicBlocks],
  ['cases', casesBlocks],
  ['comparison', comparisonBlocks],
  ['suggestions', suggestionBlocks],
  ['conclusion', conclusionBlocks],
  ['appendix', appendixBlocks],
];

/** The report in the standard form. Same facts, same document. */
export function buildReport(facts: ReportFacts): ReportDocument {
  const context = createContext(facts);
  const { order, madeAt } = facts;
  const sections = writers.flatMap(([id, write]): Section[] => {
    const blocks = write(context);
    return blocks.length === 0 ? [] : [{ id, title: context.texts.sections[id], blocks }];
  });
  return {
    format: 1,
    title: order.title ?? context.texts.title(order.period.from, order.period.to),
    language: order.language,
    period: order.period,
    before: order.before,
    filters: order.filters,
    madeAt,
    figures: figuresOf(context),
    sections,
    quotes: context.quotes,
  };
}

function figuresOf({ facts, dimensions, problems }: ReportContext): ReportFigures {
  const { summary } = facts.now;
  const group = ({ code, name, comments, negative, positive }: ReportFigures['dimensions'][number]) => {
    return { code, name, comments, negative, positive };
  };
  return {
    comments: summary.comments,
    analysed: summary.analysed,
    negative: summary.sentiment.negative + summary.sentiment.veryNegative,
    csat: facts.scores.masked ? null : facts.scores.csat,
    index: facts.scores.masked ? null : (facts.scores.index?.value ?? null),
    dimensions: dimensions.map(group),
    problems: problems.map((problem) => ({ ...group(problem), severity: problem.severity })),
  };
}
