import { limits } from '../../feedback/limits.ts';
import {
  type DeliveryDetails,
  deliveryFailures,
  deliveryStates,
  disabledReasons,
  type WebhookDelivery,
  type WebhookEndpoint,
  webhookContents,
  webhookEvents,
} from '../../feedback/webhooks.ts';
import { custom } from '../validate.ts';
import { dayOrInstant, line } from './common.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });

const shape = {
  url: line(limits.webhookUrlUnits).openapi({
    description:
      'https on port 443 or 8443 at a public address. `HUIYIN_WEBHOOK_PRIVATE=allow` permits private addresses, by http too.',
  }),
  description: z
    .string()
    .max(limits.nameUnits)
    .refine((value) => !/\p{Cs}|\0/u.test(value), custom('text_not_well_formed', 'Not well-formed text.')),
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .max(webhookEvents.length)
    .refine((events) => new Set(events).size === events.length, custom('duplicate_value', 'An event occurs twice.')),
  content: z.enum(webhookContents).openapi({
    description: '`tags`: ids and labels. `full`: events about a comment carry the comment with its text and analysis.',
  }),
};

export const webhookInputSchema = z
  .strictObject({ ...shape, description: shape.description.default(''), content: shape.content.default('tags') })
  .openapi('WebhookInput');

export const webhookPatchSchema = z
  .strictObject({ ...shape, enabled: z.boolean() })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'There is nothing to change.'))
  .openapi('WebhookPatch');

export const webhookSchema: z.ZodType<WebhookEndpoint> = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: z.array(z.enum(webhookEvents)),
    content: z.enum(webhookContents),
    disabled: z
      .enum(disabledReasons)
      .nullable()
      .openapi({
        description: `null: enabled. \`gone\`: it answered 410. \`failing\`: nothing got through for ${limits.webhookFailingDays} days.`,
      }),
    failingSince: time.nullable(),
    createdAt: time,
    updatedAt: time,
    secrets: z.array(z.object({ createdAt: time, expiresAt: time.nullable() })).openapi({
      description: 'Those that sign, the newest first.',
    }),
  })
  .openapi('Webhook');

const secret = z.string().nullable().openapi({
  description: '`whsec_…`, shown this once. null when the answer is a replay.',
});

export const newWebhookSchema = z.object({ endpoint: webhookSchema, secret }).openapi('NewWebhook');

export const rotationSchema = z
  .strictObject({
    overlapHours: z.int().min(0).max(limits.webhookOverlapHours).default(24).openapi({
      description: 'For so long the secrets before it sign, too.',
    }),
  })
  .openapi('WebhookRotation');

export const newSecretSchema = z.object({ secret }).openapi('WebhookSecret');

export const replaySchema = z
  .strictObject({
    since: dayOrInstant,
    only: z.enum(['failed', 'all']).default('failed').openapi({ description: '`all`: what was delivered, too.' }),
  })
  .openapi('WebhookReplay');

const deliveryShape = {
  id: z.string(),
  eventId: z.string().openapi({ description: 'The `webhook-id` of every try.' }),
  event: z.string(),
  state: z.enum(deliveryStates),
  tries: z.int(),
  status: z.int().nullable().openapi({ description: 'HTTP status of the last answer.' }),
  failure: z.enum(deliveryFailures).nullable(),
  createdAt: time,
  nextTryAt: time.nullable(),
  endedAt: time.nullable(),
};

export const deliverySchema: z.ZodType<WebhookDelivery> = z.object(deliveryShape).openapi('WebhookDelivery');

export const deliveryDetailsSchema: z.ZodType<DeliveryDetails> = z
  .object({
    ...deliveryShape,
    body: z
      .object({ type: z.string(), timestamp: time, data: z.unknown() })
      .openapi({ description: 'What is sent, but for the comment that `content: full` adds.' }),
    attempts: z.array(
      z.object({ at: time, ms: z.int(), status: z.int().nullable(), failure: z.enum(deliveryFailures).nullable() }),
    ),
  })
  .openapi('WebhookDeliveryDetails') as z.ZodType<DeliveryDetails>;
