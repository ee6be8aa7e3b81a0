import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { CommentWithAnalysis, Job } from '../feedback/read.ts';
import { notFound } from './dispatch.ts';
import type { Answer, Documented } from './route.ts';

/** What was found, or the 404 that does not tell "not there" from "not yours". */
export function found<T>(value: T | null | false | undefined): T {
  if (value === null || value === undefined || value === false) throw notFound();
  return value;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Long work has begun. */
export function accepted(job: Job): Answer {
  return { status: 202, body: job, headers: { Location: `/v1/jobs/${job.id}` } };
}

/** Documentation of a JSON answer. */
export function json(description: string, schema: z.ZodType): Documented {
  return { description, content: { 'application/json': schema } };
}

/** A comment as the API shows it: its own fields with the analysis, and what people decided, among them. */
export function commentView({ comment, analysis, review = null }: CommentWithAnalysis): object {
  return { ...comment, analysis, review };
}

/** Headers of a download: never shown in the page, never guessed to be another type. `name` is one of ours. */
export function startDownload(response: ServerResponse, type: string, name: string): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
  response.setHeader('Cache-Control', 'no-store');
}
