import type { Document } from '../../text/document.ts';
import type { SentimentReading } from '../../text/sentiment/reading.ts';
import { createLeafCorrector, type LeafCorrections } from '../leafCorrection.ts';
import type { LeafWeight } from '../leafJudge.ts';
import { type Contest, fewestGold, goldLeaves } from './contest.ts';
import { isGold, type TrainingExample } from './example.ts';
import { fitLeafCorrections, type LeafExample, leafFeatures } from './fitLeafCorrections.ts';
import type { LeafFindings } from './stored.ts';

export interface LeafTools {
  documentOf(text: string): Document;
  read(document: Document): SentimentReading;
  /** What the shipped model says of these leaves; those that it does not know are left out. */
  weigh(document: Document, reading: SentimentReading, codes: readonly string[]): LeafWeight[];
}

interface DecidedLeaf extends LeafExample {
  gold: boolean;
  text: string;
  start: number;
  end: number;
}

/**
 * Fits corrections of leaves, gold comments left out; none when there is too little gold to measure them by. `champion`:
 * those in force.
 */
export function learnLeaves(
  examples: readonly TrainingExample[],
  champion: LeafCorrections | null,
  tools: LeafTools,
): { corrections: LeafCorrections | null; findings: LeafFindings } {
  const decided = examples.flatMap((example) => decidedLeaves(example, tools));
  const gold = decided.filter((one) => one.gold);
  const taught = decided.filter((one) => !one.gold);
  const fitted = gold.length < fewestGold ? null : fitLeafCorrections(taught);
  const corrections = fitted?.leaves.length ? fitted : null;
  return {
    corrections,
    findings: {
      examples: taught.length,
      corrected: corrections?.leaves.map(({ code }) => code) ?? [],
      gold: contestOf(gold, champion, corrections),
    },
  };
}

function decidedLeaves({ commentId, text, issues }: TrainingExample, tools: LeafTools): DecidedLeaf[] {
  if (issues.length === 0) return [];
  const there = new Map<string, boolean>();
  // A leaf may be confirmed with one polarity and rejected with another: then the comment is about it.
  for (const { code, rejected } of issues) there.set(code, (there.get(code) ?? false) || !rejected);
  const document = tools.documentOf(text);
  const folded = document.tokens.text;
  return tools.weigh(document, tools.read(document), [...there.keys()]).map(({ code, logOdds, clause }) => {
    const { start, end } = document.clauses[clause];
    const features = leafFeatures(folded, start, end);
    return { code, logOdds, features, there: there.get(code)!, gold: isGold(commentId), text: folded, start, end };
  });
}

function contestOf(gold: DecidedLeaf[], champion: LeafCorrections | null, challenger: LeafCorrections | null): Contest {
  const codes = [...new Set(gold.map(({ code }) => code))];
  const figuresOf = (corrections: LeafCorrections | null) => {
    const corrector = corrections && createLeafCorrector(corrections, codes);
    return goldLeaves(
      gold.map(({ code, there, logOdds, text, start, end }) => {
        return { there, logOdds: logOdds + (corrector?.of(codes.indexOf(code), text, start, end) ?? 0) };
      }),
    );
  };
  return { champion: figuresOf(champion), challenger: figuresOf(challenger) };
}
