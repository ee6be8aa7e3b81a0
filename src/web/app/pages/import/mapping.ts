import type { ImportField, ImportPreview } from '../../api/types.ts';

/** What the wizard sends: header → field, and what rows without a column of their own get. */
export interface ImportPlan {
  columns: Record<string, ImportField | ''>;
  source: string;
  channel: string;
  scaleMin: number;
  scaleMax: number;
}

export const plainFields = [
  'text',
  'rating',
  'occurredAt',
  'channel',
  'source',
  'author',
  'externalId',
  'language',
] as const;
export type FieldKind = (typeof plainFields)[number] | 'ratings' | 'metadata' | 'none';
export const fieldKinds: FieldKind[] = [...plainFields, 'ratings', 'metadata', 'none'];

const longestName = 64;

/** The plan that follows from the file alone. */
export function guessedPlan(preview: ImportPreview, fileName: string): ImportPlan {
  const columns = preview.columns as ImportPlan['columns'];
  const rating = preview.headers.findIndex((header) => columns[header] === 'rating');
  return {
    columns,
    source: Object.values(columns).includes('source') ? '' : fileName.replace(/\.[^.]*$/, '').slice(0, 200),
    channel: '',
    ...guessedScale(preview.rows.map(({ cells }) => Number.parseFloat(cells[rating] ?? ''))),
  };
}

/** The smallest usual scale that holds all of the ratings seen. */
function guessedScale(ratings: number[]): { scaleMin: number; scaleMax: number } {
  const seen = ratings.filter((rating) => !Number.isNaN(rating));
  const most = Math.max(0, ...seen);
  const scaleMax = [5, 7, 10, 100].find((top) => most <= top) ?? 5;
  return { scaleMin: Math.min(1, ...seen) < 1 ? 0 : 1, scaleMax };
}

export function kindOf(field: string): FieldKind {
  if (field === '') return 'none';
  if (field.startsWith('ratings.')) return 'ratings';
  return field.startsWith('metadata.') ? 'metadata' : (field as FieldKind);
}

/** The field that `header` feeds when somebody chooses `kind` for it. */
export function fieldOf(kind: FieldKind, header: string, guessed: string | undefined): ImportField | '' {
  if (kind === 'none') return '';
  if (kind !== 'ratings' && kind !== 'metadata') return kind;
  return guessed?.startsWith(`${kind}.`) ? (guessed as ImportField) : `${kind}.${header.slice(0, longestName)}`;
}

export type PlanFault = { fault: 'noTextColumn' | 'noSource' } | { fault: 'twiceMapped'; field: FieldKind };

/** Why the file cannot be imported like this, or null. NDJSON brings its own fields. */
export function faultOf({ columns, source }: ImportPlan, format: ImportPreview['format']): PlanFault | null {
  if (format === 'ndjson') return null;
  const fed = Object.values(columns).filter((field) => field !== '');
  const twice = fed.find((field, i) => fed.indexOf(field) !== i);
  if (twice !== undefined) return { fault: 'twiceMapped', field: kindOf(twice) };
  if (!fed.includes('text')) return { fault: 'noTextColumn' };
  return source.trim() === '' && !fed.includes('source') ? { fault: 'noSource' } : null;
}

/** The form of `POST /v1/imports`. */
export function importForm(file: File, plan: ImportPlan, format: ImportPreview['format'], dryRun: boolean): FormData {
  const form = new FormData();
  const { source, channel, scaleMin, scaleMax } = plan;
  const defaults = {
    ...(source.trim() !== '' && { source: source.trim() }),
    ...(channel.trim() !== '' && { channel: channel.trim() }),
    ratingScale: { min: scaleMin, max: scaleMax },
  };
  form.append('dryRun', String(dryRun));
  if (format !== 'ndjson') form.append('columns', JSON.stringify(plan.columns));
  form.append('defaults', JSON.stringify(defaults));
  form.append('file', file, file.name);
  return form;
}
