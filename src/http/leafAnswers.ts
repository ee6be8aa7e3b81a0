/** What is said under a leaf, as the taxonomy in force calls that leaf. */
import { issueSteps } from '../feedback/issue.ts';
import type { BreakdownRow, IssueRecord, IssueView } from '../feedback/read.ts';
import { leafInForce, pathOf, type TaxonomyContent } from '../feedback/taxonomy.ts';

export function issueView(issue: IssueRecord, taxonomy: TaxonomyContent): IssueView {
  const leaf = leafInForce(taxonomy, issue.code);
  const nextStates = [...issueSteps[issue.state]];
  if (leaf === null) return { ...issue, nextStates, removed: true };
  const formerCode = leaf.code === issue.code ? {} : { formerCode: issue.code };
  return { ...issue, nextStates, code: leaf.code, path: pathOf(taxonomy, leaf), ...formerCode };
}

export function leafRow(row: BreakdownRow, taxonomy: TaxonomyContent): BreakdownRow {
  const leaf = leafInForce(taxonomy, row.key);
  return leaf === null ? { ...row, removed: true } : { ...row, name: leaf.names['zh-CN'] };
}
