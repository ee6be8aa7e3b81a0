import type { Result } from '../errors.ts';
import type { SegmentationModel } from '../text/segment/jieba.ts';
import { loadModel } from './models.ts';

export interface SegmentationParameters {
  total: number;
  /** sha256 of the domain words that were compiled in. */
  domainWords: string;
}

/** The dictionary and character model of `jieba` (models/segmentation), compiled with the domain words of that hash. */
export function loadSegmentation(
  modelsDir: string,
  domainWords: string,
): Result<{ id: string; model: SegmentationModel }> {
  const loaded = loadModel<SegmentationParameters>(modelsDir, 'segmentation');
  if (!loaded.ok) return loaded;
  const { id, manifest, files } = loaded.value;
  if (manifest.parameters.domainWords !== domainWords) {
    const detail =
      'models/segmentation was compiled with other domain words than lexicons/domain-words.dict: run npm run dictionary';
    return { ok: false, problems: [{ code: 'file_unreadable', detail }] };
  }
  // A copy of its own, since typed arrays must begin at a multiple of their unit.
  const part = (name: string): ArrayBuffer => new Uint8Array(files.get(name)!).buffer;
  const model: SegmentationModel = {
    words: {
      classOf: new Uint16Array(part('classes.bin')),
      links: new Int32Array(part('links.bin')),
      counts: new Uint32Array(part('counts.bin')),
    },
    characters: { rowOf: new Uint16Array(part('rows.bin')), emit: new Float64Array(part('characters.bin')) },
    total: manifest.parameters.total,
  };
  return { ok: true, value: { id, model } };
}
