import { join } from 'node:path';
import { Converter } from 'opencc-js/t2cn';
import type { Problem, Result } from '../errors.ts';
import { type ContrastKind, createClauseSplitter } from '../text/clause/clauses.ts';
import type { Document } from '../text/document.ts';
import { createFold, type Fold } from '../text/fold/fold.ts';
import { createTokeniser } from '../text/segment/tokenise.ts';
import type { Tokens } from '../text/segment/tokens.ts';
import { createLatinTokeniser } from './english.ts';
import { packageRoot } from './paths.ts';
import { createSegmenter, type SegmenterName } from './segmenters.ts';
import { listProblem, readRows, readWords } from './wordList.ts';

/** Everything that makes a text a `Document`. */
export interface TextTools {
  fold: Fold;
  segmenterId: string;
  /** `text` must be free of invisible characters (see `compact`), or they break words. */
  read(text: string): Document;
  /** The same with tokens that are changed before clauses are made of them. */
  readJoined(text: string, join: (tokens: Tokens) => Tokens): Document;
}

const contrastKinds: readonly string[] = ['contrast', 'initial', 'concession'];

/** Loads segmenter, tokeniser, converter and clause rules. All problems of the word lists are listed. */
export function loadTextTools(
  lexiconDir: string,
  segmenterName: SegmenterName,
  modelsDir: string = join(packageRoot, 'models'),
): Result<TextTools> {
  const problems: Problem[] = [];
  const contrastFile = join(lexiconDir, 'contrast.txt');
  const contrast = new Map<string, ContrastKind>();
  for (const { line, columns } of readRows(contrastFile)) {
    if (!contrastKinds.includes(columns[1]))
      problems.push(listProblem(contrastFile, line, `unknown kind «${columns[1]}»`));
    if (contrast.has(columns[0])) problems.push(listProblem(contrastFile, line, `«${columns[0]}» stands twice`));
    contrast.set(columns[0], columns[1] as ContrastKind);
  }
  const questionParticles = readWords(join(lexiconDir, 'question-particles.txt'));
  if (!questionParticles.ok) problems.push(...questionParticles.problems);
  const segmenter = createSegmenter(segmenterName, lexiconDir, modelsDir);
  if (!segmenter.ok) problems.push(...segmenter.problems);
  if (problems.length > 0 || !questionParticles.ok || !segmenter.ok) return { ok: false, problems };

  // 'tw' and 'twp' turn simplified 么 into 幺 or change the length; 't' does neither.
  const fold = createFold(Converter({ from: 't', to: 'cn' }));
  const tokenise = createTokeniser({ segmenter: segmenter.value, latin: createLatinTokeniser() });
  const clausesOf = createClauseSplitter({ contrast, questionParticles: questionParticles.value });
  return {
    ok: true,
    value: {
      fold,
      segmenterId: segmenter.value.id,
      read(text) {
        const tokens = tokenise(fold(text));
        return { text, tokens, clauses: clausesOf(tokens) };
      },
      readJoined(text, join) {
        const tokens = join(tokenise(fold(text)));
        return { text, tokens, clauses: clausesOf(tokens) };
      },
    },
  };
}
