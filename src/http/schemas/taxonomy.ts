import type { Taxonomy } from '../../feedback/taxonomy.ts';
import { z } from './zod.ts';

const names = z.object({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() });
const cues = z.array(z.string());

export const taxonomySchema: z.ZodType<Taxonomy> = z
  .object({
    id: z.string(),
    version: z.string(),
    names,
    groups: z.record(z.string(), names),
    onePerLeaf: z.boolean(),
    leaves: z.array(
      z.object({
        code: z.string(),
        names,
        description: z.object({ 'zh-CN': z.string(), en: z.string() }),
        department: z.string(),
        slaHours: z.number(),
        firstResponseHours: z.number(),
        aspects: cues,
        opinions: z.object({ negative: cues, positive: cues }),
        not: cues,
        domains: z.array(z.string()),
        examples: z.array(z.string()),
      }),
    ),
  })
  .openapi('Taxonomy');
