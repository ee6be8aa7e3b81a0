/** How the channels of a workspace rate, from its latest comments; `feedback/channelCalibration.ts` has the law. */
import { sql } from 'kysely';
import type { ChannelCalibration } from '../feedback/analysis.ts';
import { type ChannelReading, calibrateChannel } from '../feedback/channelCalibration.ts';
import { type ParsedComment, ratingPolarity } from '../feedback/comment.ts';
import type { Clock } from './clock.ts';
import { millionths } from './commentRows.ts';
import type { Db } from './database/schema.ts';

/** Comments of a workspace that are looked at. */
const latest = 2000;
/** Ratings of a channel move slowly; looking at them once a minute costs nothing. */
const freshMs = 60_000;

type Origin = Pick<ParsedComment, 'source' | 'channel'>;
export type ChannelCalibrations = ReturnType<typeof createChannelCalibrations>;

export function createChannelCalibrations(reader: Db, clock: Clock) {
  const known = new Map<string, { until: number; channels: Map<string, ChannelCalibration> }>();

  const lookUp = async (workspaceId: string): Promise<void> => {
    const now = clock();
    if ((known.get(workspaceId)?.until ?? 0) > now) return;
    known.set(workspaceId, { until: now + freshMs, channels: await calibrate(reader, workspaceId) });
  };

  return {
    /** Looks the workspaces up, and answers how to find the calibration of a comment of theirs. */
    async of(
      workspaceIds: string[],
    ): Promise<(workspaceId: string, comment: Origin) => ChannelCalibration | undefined> {
      for (const workspaceId of new Set(workspaceIds)) await lookUp(workspaceId);
      return (workspaceId, comment) => known.get(workspaceId)?.channels.get(keyOf(comment.source, comment.channel));
    },
  };
}

function keyOf(source: string, channel: string | null | undefined): string {
  return JSON.stringify([source, channel ?? null]);
}

interface Row {
  source: string;
  channel: string | null;
  rating: number;
  scale_min: number;
  scale_max: number;
  score: number;
}

async function calibrate(reader: Db, workspaceId: string): Promise<Map<string, ChannelCalibration>> {
  const { rows } = await sql<Row>`
    select c.source, c.channel, c.rating, c.scale_min, c.scale_max, a.score
    from comment c cross join analysis a
    where c.seq in (select x.seq from comment x where x.workspace_id = ${workspaceId}
        order by x.occurred_at desc, x.id desc limit ${latest})
      and c.rating is not null and a.workspace_id = c.workspace_id and a.comment_id = c.id`.execute(reader);
  const byChannel = new Map<string, ChannelReading[]>();
  for (const { source, channel, rating, scale_min: min, scale_max: max, score } of rows) {
    const key = keyOf(source, channel);
    const readings = byChannel.get(key) ?? [];
    readings.push({ rating: ratingPolarity(rating, { min, max }), score: score / millionths });
    byChannel.set(key, readings);
  }
  const found = new Map<string, ChannelCalibration>();
  for (const [key, readings] of byChannel) {
    const calibration = calibrateChannel(readings);
    if (calibration) found.set(key, calibration);
  }
  return found;
}
