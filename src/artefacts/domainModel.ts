import type { Result } from '../errors.ts';
import { domains } from '../feedback/domain.ts';
import type { CategoryModel } from '../text/classify/categories.ts';
import { type LoadedModel, loadModel } from './models.ts';

/** The part of the domain model that is not weights, as it stands in the manifest. */
export interface DomainParameters {
  categories: string[];
  buckets: number;
  scale: number;
  bias: number[];
}

/** The classifier of the kind of business (models/domain), and its id. */
export function loadDomainModel(modelsDir: string): Result<{ id: string; model: CategoryModel }> {
  const loaded = loadModel<DomainParameters>(modelsDir, 'domain');
  if (!loaded.ok) return loaded;
  const { categories, buckets, scale, bias } = loaded.value.manifest.parameters;
  const weights = int8File(loaded.value, 'weights.bin');
  // The gate speaks of the kinds by number.
  const known = JSON.stringify(categories) === JSON.stringify(domains);
  if (!known || weights.length !== categories.length * buckets)
    return {
      ok: false,
      problems: [{ code: 'file_unreadable', detail: 'models/domain: kinds or weights do not fit this version' }],
    };
  return {
    ok: true,
    value: { id: loaded.value.id, model: { categories, buckets, scale, weights, bias: Float32Array.from(bias) } },
  };
}

/** A file of a model as signed bytes. */
function int8File(model: LoadedModel<unknown>, name: string): Int8Array {
  const bytes = model.files.get(name) ?? new Uint8Array();
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
