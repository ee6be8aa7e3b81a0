import type { Result } from '../errors.ts';
import { domains } from '../feedback/domain.ts';
import { type LeafModel, type VerdictWeights, verdictFeatures } from '../feedback/leafJudge.ts';
import { type LoadedModel, loadModel } from './models.ts';

/** The part of the tagging model that is not weights of n-grams, as it stands in the manifest. */
export interface TaggingParameters {
  taxonomy: string;
  codes: string[];
  domains: string[];
  scale: number;
  bias: number[];
  /** One row a kind of business. */
  domainWeights: number[][];
  verdict: VerdictWeights;
  leaning: number[];
}

/**
 * The learned part of tagging (models/tagging), and its id. `rows.bin` holds the number of entries of each bucket, one byte
 * each; `entries.bin` the entries, two bytes each, the lower first (see `LabelModel`).
 */
export function loadTaggingModel(modelsDir: string): Result<{ id: string; model: LeafModel }> {
  const loaded = loadModel<TaggingParameters>(modelsDir, 'tagging');
  if (!loaded.ok) return loaded;
  const { parameters } = loaded.value.manifest;
  const rows = rowStarts(bytesFile(loaded.value, 'rows.bin'));
  const entries = int16Values(bytesFile(loaded.value, 'entries.bin'));
  const problem = mismatch(parameters, rows, entries);
  if (problem !== null)
    return { ok: false, problems: [{ code: 'file_unreadable', detail: `models/tagging: ${problem}` }] };
  const { taxonomy, codes, scale, bias, domainWeights, verdict, leaning } = parameters;
  return {
    ok: true,
    value: {
      id: loaded.value.id,
      model: {
        taxonomy,
        codes,
        ngrams: { labels: codes.length, rows, entries, scale },
        bias: Float64Array.from(bias),
        domains: Float64Array.from(domainWeights.flat()),
        verdict,
        leaning,
      },
    },
  };
}

function mismatch(parameters: TaggingParameters, rows: Uint32Array, entries: Int16Array): string | null {
  const { codes, bias, domainWeights, verdict, leaning } = parameters;
  const buckets = rows.length - 1;
  // The weights speak of the kinds by number.
  if (JSON.stringify(parameters.domains) !== JSON.stringify(domains)) return 'kinds do not fit this version';
  if (verdict.coefficients.length !== verdictFeatures) return 'its features do not fit this version';
  if (buckets < 1 || (buckets & (buckets - 1)) !== 0) return 'rows.bin has no power of two of buckets';
  if (rows[buckets] !== entries.length) return 'rows.bin and entries.bin differ in length';
  if (entries.some((entry) => (entry & 255) >= codes.length)) return 'entries.bin names a leaf that is not there';
  const perLeaf = [bias, leaning, verdict.leaf, verdict.leafWithCue, ...domainWeights];
  if (domainWeights.length !== domains.length || perLeaf.some((list) => list.length !== codes.length))
    return 'a list has not one number a leaf';
  if (verdict.kinds.length !== domains.length * codes.length || verdict.rivals.length !== codes.length ** 2)
    return 'a table of the verdicts has another size';
  return null;
}

function rowStarts(sizes: Uint8Array): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1);
  for (let b = 0; b < sizes.length; b++) starts[b + 1] = starts[b] + sizes[b];
  return starts;
}

function int16Values(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
}

function bytesFile(model: LoadedModel<unknown>, name: string): Uint8Array {
  return model.files.get(name) ?? new Uint8Array();
}
