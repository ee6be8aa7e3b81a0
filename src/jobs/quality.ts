import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { repeats } from '../feedback/statistics/quality/duplicates.ts';
import type { FlaggedComment } from '../feedback/statistics/quality/flags.ts';
import { createQualityScan, type ImputedScore, type ScannedComment } from '../feedback/statistics/quality/scan.ts';
import { breathe } from '../pace.ts';
import type { JobRun } from './run.ts';
import type { JobEnd, JobStore } from './store.ts';

const imputedPerStep = 1000;

/**
 * Looks at every comment of the workspace and flags what may be unfit for statistics. Its findings carry the id of the job
 * and count when all are there; a run that takes over from one that died begins again.
 */
export async function runQualityScan(run: JobRun, { quality }: JobStore): Promise<JobEnd | null> {
  const { scope, job } = run.record;
  const ground = await quality.ground(scope);
  if (ground.comments > limits.scannedComments) {
    throw new AppError('out_of_range', `A scan holds at most ${limits.scannedComments} comments.`);
  }
  const scan = createQualityScan(ground);
  await quality.begin(scope, job.id);
  let done = 0;
  const keep = async (flags: FlaggedComment[], imputed: ImputedScore[]): Promise<void> => {
    const step = run.next()({ done, total: ground.comments }, null);
    await quality.add(scope, job.id, { flags, imputed, excluded: scan.excluded }, step);
    run.changed();
  };
  for await (const lot of quality.lots(scope)) {
    if (run.signal.aborted) return null;
    const { flags, pairs } = await look(scan, lot);
    done += lot.length;
    await keep([...flags, ...(await repeated(run, quality, lot, pairs))], []);
  }
  let imputed: ImputedScore[] = [];
  for (const score of scan.imputed()) {
    imputed.push(score);
    if (imputed.length < imputedPerStep) continue;
    if (run.signal.aborted) return null;
    await keep([], imputed);
    imputed = [];
    await breathe();
  }
  await keep([], imputed);
  await quality.block(scope, job.id, scan.blocked(), {
    deviceKey: ground.settings.keys.device,
    excluded: scan.excluded.includes('blocked_respondent'),
  });
  return { state: 'succeeded', result: await quality.finish(scope, job.id, done, scan.excluded) };
}

type Pair = [comment: ScannedComment, earlier: string];

async function look(scan: ReturnType<typeof createQualityScan>, lot: ScannedComment[]) {
  const flags: FlaggedComment[] = [];
  const pairs: Pair[] = [];
  for (const comment of lot) {
    const found = scan.look(comment);
    flags.push(...found.flags);
    for (const earlier of found.candidates) pairs.push([comment, earlier]);
    await breathe();
  }
  return { flags, pairs };
}

/** Of the candidates, those whose texts are the same; each comment repeats one earlier comment, the first that it does. */
async function repeated(run: JobRun, quality: JobStore['quality'], lot: ScannedComment[], pairs: Pair[]) {
  const texts = await quality.texts(
    run.record.scope,
    pairs.map(([, earlier]) => earlier),
  );
  for (const { id, text } of lot) texts.set(id, text);
  const flags = new Map<string, FlaggedComment>();
  for (const [{ id, text }, earlier] of pairs) {
    const flag = repeats(text, texts.get(earlier) ?? '');
    const found = flags.get(id);
    if (flag && (!found || (found.flag === 'near_duplicate' && flag === 'duplicate')))
      flags.set(id, { commentId: id, flag, detail: earlier });
    await breathe();
  }
  return [...flags.values()];
}
