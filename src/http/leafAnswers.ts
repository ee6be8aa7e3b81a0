/** What is said under a leaf, as the taxonomy in force calls that leaf. */
import type { CommentFilter } from '../feedback/filter.ts';
import { issueSteps } from '../feedback/issue.ts';
import { onlySaying, saying } from '../feedback/mention.ts';
import type { BreakdownRow, IssueRecord, IssueView } from '../feedback/read.ts';
import { leafInForce, pathOf, type TaxonomyContent } from '../feedback/taxonomy.ts';

export function issueView(issue: IssueRecord, taxonomy: TaxonomyContent): IssueView {
  const leaf = leafInForce(taxonomy, issue.code);
  const nextStates = [...issueSteps[issue.state]];
  if (leaf === null) return { ...issue, nextStates, removed: true };
  const formerCode = leaf.code === issue.code ? {} : { formerCode: issue.code };
  return { ...issue, nextStates, code: leaf.code, path: pathOf(taxonomy, leaf), ...formerCode };
}

/** `filter`: of the comments that were counted. */
export function leafRow(row: BreakdownRow, taxonomy: TaxonomyContent, filter: CommentFilter): BreakdownRow {
  const leaf = leafInForce(taxonomy, row.key);
  const opens = { filter: saying(filter, [row.key]), negativeFilter: onlySaying(filter, row.key, 'negative') };
  return { ...row, ...opens, ...(leaf === null ? { removed: true } : { name: leaf.names['zh-CN'] }) };
}
