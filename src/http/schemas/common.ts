import { problemReasons } from '../../errors.ts';
import { parseInstant } from '../../feedback/instant.ts';
import { limits } from '../../feedback/limits.ts';
import { custom } from '../validate.ts';
import { z } from './zod.ts';

/** A string that every store can keep: no lone surrogate, no NUL. */
export function line(maxUnits: number) {
  return z
    .string()
    .min(1)
    .max(maxUnits)
    .refine((value) => !/\p{Cs}|\0/u.test(value), custom('text_not_well_formed', 'Not well-formed text.'));
}

export const idParams = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_.:-]{1,100}$/) });

/** An ISO-8601 instant with its offset; comes out in UTC. */
export const instant = time((value) => value.length > 10, 'Not an ISO-8601 instant with a zone.').openapi({
  format: 'date-time',
});

/** A day `YYYY-MM-DD`, left as it is, or an instant, in UTC. */
export const dayOrInstant = time(() => true, 'Neither a day nor an ISO-8601 instant with a zone.').openapi({
  description: 'A day (`2026-05-03`) or an instant with its zone.',
});

function time(accepts: (value: string) => boolean, message: string) {
  return z
    .string()
    .refine((value) => accepts(value) && parseInstant(value) !== null, custom('invalid_format', message))
    .transform((value) => (value.length === 10 ? value : parseInstant(value)!))
    .openapi({ type: 'string' });
}

/** A whole number in the query; `fallback` when it is absent. */
export function integerParameter(minimum: number, maximum: number, fallback: number) {
  return (
    z
      .string()
      .refine((value) => /^-?\d{1,9}$/.test(value), custom('wrong_type', 'This must be a whole number.'))
      .transform(Number)
      .pipe(z.number().min(minimum).max(maximum))
      .default(fallback)
      // Documented as what it means, not as the text that it is in an address.
      .openapi({ type: 'integer', minimum, maximum, default: fallback as never })
  );
}

/** A decimal number in the query. */
export const numberParameter = z
  .string()
  .refine((value) => /^-?\d{1,9}(?:\.\d{1,9})?$/.test(value), custom('wrong_type', 'This must be a number.'))
  .transform(Number)
  .openapi({ type: 'number' });

export const flagParameter = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .openapi({ type: 'boolean' });

/** A parameter that may be repeated: the values are alternatives. */
export function alternatives<T extends z.ZodType>(value: T) {
  return z.array(value).max(limits.filterValues).optional();
}

export const pageParameters = {
  limit: integerParameter(1, limits.pageSize, 50),
  cursor: line(1000).optional().openapi({ description: '`nextCursor` of the page before.' }),
};

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

const countedUnits = ['characters', 'entries', 'bytes'] as const;

/** What problems say beside their code and detail. */
export const problemFacts = {
  position: z.int().optional().openapi({ description: 'Byte offset, or line of a file or a stream.' }),
  reason: z.enum(problemReasons).optional().openapi({
    description: 'Stable: which of several things the code stands for here.',
  }),
  values: z
    .object({
      value: z.string().optional().openapi({ description: 'What stands there, cut for show.' }),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      unit: z.enum(countedUnits).optional().openapi({
        description: 'What `minimum` and `maximum` count; without it they bound a number.',
      }),
      line: z.int().optional().openapi({ description: 'Of a file, from 1.' }),
      byte: z.int().optional().openapi({ description: 'Of a file, from 0.' }),
    })
    .optional()
    .openapi({ description: 'What `detail` names, for whoever says it in another language.' }),
};

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().openapi({ description: 'Stable; the list of codes is closed.' }),
    errors: z
      .array(
        z.object({
          code: z.string(),
          detail: z.string(),
          pointer: z.string().optional().openapi({
            description: 'JSON pointer into the body, or `/query/…`, `/headers/…`.',
          }),
          ...problemFacts,
        }),
      )
      .openapi({ description: 'Every offending place.' }),
    requestId: z.string(),
  })
  .openapi('Problem', { description: 'RFC 9457 problem document.' });
