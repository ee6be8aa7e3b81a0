import { z } from './zod.ts';

const words = z.array(z.string());

/** Limits and words are checked with all that is wrong in one answer, see `checkLexicon`. */
const lists = {
  words: words.default([]).openapi({ description: 'Names and terms that are one word: two units and more.' }),
  stopWords: words.default([]).openapi({ description: 'Words that are never keywords.' }),
  sentiment: z
    .array(z.strictObject({ word: z.string(), weight: z.number() }))
    .default([])
    .openapi({
      description: 'What words say: −4 (very negative) to 4; 0: nothing, where the shipped lists say something.',
    }),
};

export const lexiconInputSchema = z
  .strictObject({ ...lists, edition: z.int().optional() })
  .transform(({ edition: _, ...content }) => content)
  .openapi('LexiconInput', { type: 'object' });

export const lexiconSchema = z
  .object({ ...lists, edition: z.int().openapi({ description: 'Published version; 0: the shipped words alone.' }) })
  .openapi('Lexicon');

const listChanges = z.object({ added: words, removed: words });

export const lexiconEditSchema = z
  .object({
    exists: z.boolean().openapi({ description: 'Whether there is a draft; without one this is what is in force.' }),
    content: z.object(lists),
    base: z.object({ version: z.int(), key: z.string() }).openapi({ description: 'What is in force.' }),
    changes: z
      .object({
        words: listChanges,
        stopWords: listChanges,
        sentiment: listChanges.extend({
          changed: z.array(z.object({ word: z.string(), from: z.number(), to: z.number() })),
        }),
      })
      .openapi({ description: 'What the draft changes in it.' }),
    updatedAt: z.string().nullable(),
    updatedBy: z.string().nullable(),
  })
  .openapi('LexiconEdit');
