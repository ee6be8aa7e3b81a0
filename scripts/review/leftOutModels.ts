import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../src/artefacts/models.ts';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { trainWithout } from '../train/leaveOneOut.ts';
import { trainingTools } from '../train/tools.ts';
import { writeModel } from '../train/writeModel.ts';

const shippedDir = join(packageRoot, 'models');

/** The sets that a shipped model was learned from, by its manifest. */
export function learnedSets(name: string): string[] {
  const version = shippedVersion(name);
  const file = join(shippedDir, name, String(version), 'manifest.json');
  const { training } = JSON.parse(readFileSync(file, 'utf8')) as ModelManifest<unknown>;
  return training.sets.map((set) => set.name);
}

function shippedVersion(name: string): number {
  for (let version = 1; ; version++)
    if (!existsSync(join(shippedDir, name, String(version + 1), 'manifest.json')))
      if (existsSync(join(shippedDir, name, String(version), 'manifest.json'))) return version;
}

/**
 * A folder of models in which sentiment and domain have never seen the set, its copies or its site. They are learned anew
 * when the folder does not hold them yet. The other models are the shipped ones.
 */
export function leftOutModels(
  folder: string,
  set: string,
  options: { dataDir: string; seed: number; log(line: string): void },
): string {
  const version = shippedVersion('sentiment');
  const modelsDir = join(folder, `without-${set}-${version}-${options.seed}`);
  if (existsSync(join(modelsDir, 'sentiment'))) return modelsDir;
  options.log(`learning the shipped models without ${set}: about a minute`);
  const { domain, trained } = trainWithout(trainingTools(), set, options);
  for (const name of ['conflict', 'frequencies', 'segmentation', 'tagging'])
    cpSync(join(shippedDir, name), join(modelsDir, name), { recursive: true });
  const training = { seed: options.seed, licence: 'all' as const, sets: trained.sets, settings: { without: set } };
  const { categories, buckets, scale, weights, bias } = domain;
  const domainParameters = { categories, buckets, scale, bias: [...bias] };
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  writeModel(
    modelsDir,
    { name: 'domain', version, parameters: domainParameters, training, figures: {} },
    { 'weights.bin': bytes },
  );
  writeModel(
    modelsDir,
    { name: 'sentiment', version, parameters: trained.parameters, training, figures: {} },
    { 'weights.bin': trained.weights },
  );
  return modelsDir;
}
