import { join } from 'node:path';
import type { Result } from '../errors.ts';
import type { Stages } from '../feedback/analyse.ts';
import type { ConflictModel } from '../feedback/conflictOdds.ts';
import type { WorkspaceFitTools } from '../feedback/learning/fitWorkspaceModel.ts';
import { compact } from '../text/fold/compact.ts';
import { createAdaptationTextReader } from '../text/sentiment/adaptationTexts.ts';
import { compileLexicon } from '../text/sentiment/lexicon.ts';
import { loadBackgroundWords } from './backgroundWords.ts';
import { loadModel } from './models.ts';
import { packageRoot } from './paths.ts';
import { loadSentimentEntries } from './sentimentLexicon.ts';
import type { ArtefactOptions } from './stages.ts';
import { loadTextTools } from './text.ts';

/** What fitting a workspace's model needs beside the stages, of the same lexicons and models. */
export function loadWorkspaceFitTools(
  { segmenter, ...options }: ArtefactOptions,
  stages: Pick<Stages, 'read' | 'sentiment'>,
): Result<WorkspaceFitTools> {
  const lexiconDir = options.lexiconDir ?? join(packageRoot, 'lexicons');
  const modelsDir = options.modelsDir ?? join(packageRoot, 'models');
  const text = loadTextTools(lexiconDir, segmenter, modelsDir);
  if (!text.ok) return text;
  const entries = loadSentimentEntries(lexiconDir, text.value.fold);
  const background = loadBackgroundWords(modelsDir, stages.read);
  const conflict = loadModel<ConflictModel>(modelsDir, 'conflict');
  if (!entries.ok) return entries;
  if (!background.ok) return background;
  if (!conflict.ok) return conflict;
  const readText = createAdaptationTextReader(stages.sentiment, compileLexicon(entries.value));
  return {
    ok: true,
    value: {
      read: (raw) => readText(stages.read(compact(raw)?.text ?? raw)),
      background: background.value,
      conflict: conflict.value.manifest.parameters,
    },
  };
}
