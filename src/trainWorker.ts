/** The thread of a training: reads the comments that it is handed, fits a model, and writes it into the data folder. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadWorkspaceFitTools } from './artefacts/fitTools.ts';
import { type ArtefactOptions, loadStages } from './artefacts/stages.ts';
import { modelCard } from './artefacts/workspaceModelCard.ts';
import { discardWorkspaceModel, loadWorkspaceModel, writeWorkspaceModel } from './artefacts/workspaceModels.ts';
import type { Result } from './errors.ts';
import { type ChallengeCorpus, type ChallengeOrder, challenge } from './feedback/learning/challenge.ts';
import type { ModelFindings } from './feedback/learning/stored.ts';
import type { TrainMessage, TrainNews, TrainOrder } from './jobs/learning/messages.ts';
import { standBack } from './priority.ts';
import { compact } from './text/fold/compact.ts';

standBack();

const seed = 1;
const options = workerData as ArtefactOptions & { workspaceModelsDir: string };
const port = parentPort!;
const corpus: ChallengeCorpus = { examples: [], others: [] };
const loading = loadStages(options).then((loaded) => {
  const stages = orThrow(loaded);
  return { stages, fit: orThrow(loadWorkspaceFitTools(options, stages)) };
});

function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.problems.map(({ detail }) => detail).join(' '));
}

async function train(order: TrainOrder): Promise<ModelFindings> {
  const { stages, fit } = await loading;
  const { workspaceId, version, ratings } = order;
  const { model, findings } = challenge(
    corpus,
    {
      fit,
      documentOf: (text) => stages.read(compact(text)?.text ?? text),
      sentiment: stages.sentiment,
      weigh: stages.weigh,
      shipped: stages.versions({ taxonomy: '' }).model.split(' ')[0],
    },
    { seed, ratings, champion: championOf(order) },
  );
  const { examples, texts, gold, changes: _, ...settings } = findings;
  const sets = [
    { name: 'decided comments', licence: 'own', texts: examples },
    { name: 'undecided comments', licence: 'own', texts },
  ];
  // The store has given out the number, so nothing under it is listed.
  discardWorkspaceModel(options.workspaceModelsDir, { workspaceId, version });
  writeWorkspaceModel(options.workspaceModelsDir, { workspaceId, version }, model, {
    training: { seed, licence: 'all', sets, settings },
    figures: gold,
    card: modelCard(version, findings),
  });
  return findings;
}

/** A champion that cannot be read is none: its readers go without it, too. */
function championOf({ workspaceId, championVersion }: TrainOrder): ChallengeOrder['champion'] {
  if (championVersion === null) return null;
  const loaded = loadWorkspaceModel(options.workspaceModelsDir, { workspaceId, version: championVersion });
  return loaded.ok ? { version: championVersion, ...loaded.value.model } : null;
}

const say = (news: TrainNews): void => port.postMessage(news);

port.on('message', async (message: TrainMessage) => {
  try {
    if ('train' in message) say({ trained: await train(message.train) });
    else {
      corpus.examples.push(...(message.examples ?? []));
      corpus.others.push(...(message.others ?? []));
      say({ read: true });
    }
  } catch (error) {
    say({ failure: error instanceof Error ? error.message : String(error) });
  }
});
