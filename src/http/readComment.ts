import type { Problem, Result } from '../errors.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import { parseComment } from '../feedback/parse.ts';
import type { Dependencies } from './dependencies.ts';
import { commentInputSchema } from './schemas/comment.ts';
import { validate } from './validate.ts';

/** One comment on its way into the store: shape first, then meaning, then the mask over personal data. */
export function readComment(services: Dependencies, value: unknown): Result<ParsedComment> {
  const shape = validate(commentInputSchema, value);
  if (!shape.ok) return shape;
  const { maskPersonalData: mask, orderNumberPattern } = services.config;
  return parseComment(shape.value, orderNumberPattern ? { mask, orderNumberPattern } : { mask });
}

/** Moves the pointers of an item's problems under `base`. */
export function under(base: string, problems: Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, pointer: base + (problem.pointer ?? '') }));
}
