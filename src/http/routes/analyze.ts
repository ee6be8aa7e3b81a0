import type { Problem } from '../../errors.ts';
import { AppError } from '../../errors.ts';
import type { CommentInput, ParsedComment } from '../../feedback/comment.ts';
import { limits } from '../../feedback/limits.ts';
import { parseComment } from '../../feedback/parse.ts';
import { mapInPieces } from '../../pace.ts';
import type { Dependencies } from '../dependencies.ts';
import { invalid } from '../problem.ts';
import { under } from '../readComment.ts';
import { defineRoute } from '../route.ts';
import { analyzeAnswerSchema, analyzeBodySchema, analyzeItemSchema } from '../schemas/comment.ts';
import { pointerTo, validate } from '../validate.ts';

interface Item {
  index: number;
  id: string;
  comment: ParsedComment | null;
  problems: Problem[];
}

export const analyzeRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/analyze',
    scope: 'ingest',
    tag: 'Analyse',
    summary: 'Reads comments without storing them',
    description:
      `At most ${limits.analyzeComments} comments. Results and errors carry the caller's ids; a comment without one ` +
      'is called by its index. One bad comment does not sink the rest; when all are bad the answer is a problem.',
    request: { body: { json: { schema: analyzeBodySchema, maxBytes: limits.analyzeBytes } } },
    responses: {
      200: { description: 'What was read.', content: { 'application/json': analyzeAnswerSchema } },
    },
    async handler({ services, scope, body }) {
      requireAtMost(body.comments, limits.analyzeComments);
      const workspace = await services.workspaces.get(scope);
      if (body.taxonomy !== undefined) requireTaxonomy(services, body.taxonomy, '/taxonomy');
      const own = await services.workspaces.readWith(scope);
      const readWith = body.taxonomy === undefined ? own : { ...own, taxonomy: body.taxonomy };
      const items = await readItems(body.comments);
      const good = items.filter((item) => item.comment !== null);
      if (good.length === 0)
        throw invalid(
          items.flatMap((item) => item.problems),
          'the comments',
        );
      const analyses = await services.analysis.analyse(
        good.map((item) => item.comment!),
        {
          readWith,
          ids: good.map((item) => item.id),
          conflictThreshold: workspace.conflictThreshold,
        },
      );
      good.forEach((item, at) => {
        if ('failure' in analyses[at]!)
          item.problems.push({ code: 'internal', detail: 'This comment could not be analysed.' });
      });
      return {
        status: 200,
        body: {
          results: analyses.filter((analysis) => !('failure' in analysis)),
          errors: items.flatMap(({ index, id, problems }) => problems.map((problem) => ({ index, id, ...problem }))),
          versions: services.analysis.versions(readWith),
        },
      };
    },
  }),
];

/** Throws `batch_too_large`. */
export function requireAtMost(comments: unknown[], maximum: number): void {
  if (comments.length <= maximum) return;
  const detail = `At most ${maximum} comments fit in one request; these are ${comments.length}.`;
  throw new AppError('batch_too_large', detail, {
    problems: [{ code: 'batch_too_large', detail, pointer: '/comments' }],
  });
}

/** Throws `unknown_taxonomy`. */
export function requireTaxonomy(services: Dependencies, id: string, pointer: string): void {
  const known = services.analysis.taxonomies().map((taxonomy) => taxonomy.id);
  if (known.includes(id)) return;
  const detail = `There is no such taxonomy; there are ${known.join(', ')}.`;
  throw new AppError('unknown_taxonomy', detail, { problems: [{ code: 'unknown_taxonomy', detail, pointer }] });
}

function readItems(comments: unknown[]): Promise<Item[]> {
  const taken = new Set<string>();
  return mapInPieces(comments, (value, index) => {
    const item = readItem(value, index);
    if (taken.has(item.id)) {
      item.comment = null;
      item.problems.push({
        code: 'duplicate_value',
        detail: 'An earlier comment of this request has the same id.',
        pointer: pointerTo('/comments', [index, 'id']),
      });
    }
    taken.add(item.id);
    return item;
  });
}

function readItem(value: unknown, index: number): Item {
  const base = pointerTo('/comments', [index]);
  const shape = validate(analyzeItemSchema, value, base);
  if (!shape.ok) return { index, id: givenId(value) ?? String(index), comment: null, problems: shape.problems };
  const { id = String(index), ...fields } = shape.value;
  // Nothing is stored, so nothing is masked: evidence stays a slice of the text as received.
  const input: CommentInput = { ...fields, source: 'analyze' };
  const parsed = parseComment(input, { mask: false });
  const problems = parsed.ok ? [] : under(base, parsed.problems);
  return { index, id, comment: parsed.ok ? parsed.value : null, problems };
}

function givenId(value: unknown): string | undefined {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === 'string' && id.length <= limits.externalIdUnits ? id : undefined;
}
