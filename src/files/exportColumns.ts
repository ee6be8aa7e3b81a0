import type { Issue } from '../feedback/analysis.ts';
import { formulaSafe } from '../feedback/formula.ts';
import type { CommentReview, CommentWithAnalysis, Reviewed } from '../feedback/read.ts';

/** An empty cell is null. */
export type ExportCell = string | number | boolean | null;

type Column = [header: string, value: (row: CommentWithAnalysis) => ExportCell | undefined];

const list = (values: string[] | undefined): string | null => (values?.length ? values.join('; ') : null);
const json = (value: object | undefined): string | null =>
  value && Object.keys(value).length > 0 ? JSON.stringify(value) : null;

const named = ({ code, sentiment }: Issue): string => `${code} (${sentiment.label})`;

type By = Omit<Reviewed<unknown>, 'human' | 'machine'>;

/** The decision that was made last. */
function latest(review: CommentReview | null | undefined): By | undefined {
  const all: (By | undefined)[] = [review?.sentiment, review?.ratingValid, review?.conflict, review?.issues];
  return all.filter((one) => one !== undefined).sort((a, b) => (a.decisionId < b.decisionId ? 1 : -1))[0];
}

/** One line a comment. Lists are joined by `; `, ratings and metadata are JSON. */
const columns: Column[] = [
  ['id', ({ comment }) => comment.id],
  ['externalId', ({ comment }) => comment.externalId],
  ['source', ({ comment }) => comment.source],
  ['channel', ({ comment }) => comment.channel],
  ['author', ({ comment }) => comment.author],
  ['occurredAt', ({ comment }) => comment.occurredAt],
  ['receivedAt', ({ comment }) => comment.receivedAt],
  ['text', ({ comment }) => comment.text],
  ['rating', ({ comment }) => comment.rating],
  ['ratingMin', ({ comment }) => comment.ratingScale.min],
  ['ratingMax', ({ comment }) => comment.ratingScale.max],
  ['ratings', ({ comment }) => json(comment.ratings)],
  ['state', ({ comment }) => comment.state],
  ['language', ({ analysis }) => analysis?.language],
  ['sentiment', ({ analysis }) => analysis?.sentiment.label],
  ['score', ({ analysis }) => analysis?.sentiment.score],
  ['confidence', ({ analysis }) => analysis?.sentiment.confidence],
  ['kind', ({ analysis }) => analysis?.kind],
  ['escalation', ({ analysis }) => analysis?.escalation],
  ['issues', ({ analysis }) => list(analysis?.issues.map(named))],
  ['departments', ({ analysis }) => list([...new Set(analysis?.issues.map((issue) => issue.department))])],
  ['keywords', ({ analysis }) => list(analysis?.keywords.map((keyword) => keyword.term))],
  ['conflictFlagged', ({ analysis }) => analysis?.conflict?.flagged],
  ['conflictType', ({ analysis }) => analysis?.conflict?.type],
  ['conflictScore', ({ analysis }) => analysis?.conflict?.score],
  ['hiddenComplaints', ({ analysis }) => list(analysis?.conflict?.hiddenComplaints.map((span) => span.text))],
  ['quality', ({ analysis }) => list(analysis?.quality)],
  ['ratingValid', ({ review }) => review?.ratingValid?.human],
  ['reviewedAt', ({ review }) => latest(review)?.decidedAt],
  ['reviewer', ({ review }) => latest(review)?.reviewer ?? latest(review)?.actor],
  ['reviewNote', ({ review }) => latest(review)?.note],
  ['machineSentiment', ({ review }) => review?.sentiment?.machine?.label],
  ['machineConflictType', ({ review }) => review?.conflict?.machine?.type],
  ['machineIssues', ({ review }) => list(review?.issues?.machine?.map(named))],
  ['metadata', ({ comment }) => json(comment.metadata)],
];

export const exportHeaders: string[] = columns.map(([header]) => header);

/** Cells in the order of `exportHeaders`; text is safe to open in a spreadsheet, numbers and truth values stay typed. */
export function exportCells(row: CommentWithAnalysis): ExportCell[] {
  return columns.map(([, value]) => {
    const cell = value(row) ?? null;
    return typeof cell === 'string' ? formulaSafe(cell) : cell;
  });
}
