import type { Result } from '../errors.ts';
import { createSpeechReader, type PartOfSpeech } from '../text/vectorise/speech.ts';
import { loadModel } from './models.ts';

export interface SpeechParameters {
  /** Id of the model whose trie it is over. */
  segmentation: string;
}

/** The part of speech of folded words (models/speech), over the compiled dictionary of models/segmentation. */
export function loadSpeech(modelsDir: string): Result<(word: string) => PartOfSpeech> {
  const dictionary = loadModel(modelsDir, 'segmentation');
  if (!dictionary.ok) return dictionary;
  const speech = loadModel<SpeechParameters>(modelsDir, 'speech');
  if (!speech.ok) return speech;
  if (speech.value.manifest.parameters.segmentation !== dictionary.value.id) {
    const detail = 'models/speech was compiled with another models/segmentation: run npm run dictionary';
    return { ok: false, problems: [{ code: 'file_unreadable', detail }] };
  }
  // A copy of its own, since typed arrays must begin at a multiple of their unit.
  const part = (name: string): ArrayBuffer => new Uint8Array(dictionary.value.files.get(name)!).buffer;
  const reader = createSpeechReader({
    classOf: new Uint16Array(part('classes.bin')),
    links: new Int32Array(part('links.bin')),
    parts: speech.value.files.get('parts.bin')!,
  });
  return { ok: true, value: reader };
}
