/** Looks by the clock at what no new comment brings: time that runs out, and figures of days. */
import type { AlertCondition, WindowCondition, WindowFinding } from '../../feedback/alerts/rule.ts';
import { isWindow } from '../../feedback/alerts/rule.ts';
import { type DayCounts, dayBefore, daysNeeded, judgeWindow } from '../../feedback/alerts/windows.ts';
import type { Scope } from '../../feedback/read.ts';
import type { Queue, Subscription } from '../queue.ts';

interface Rule {
  workspaceId: string;
  id: string;
  name: string;
  condition: AlertCondition;
  department: string | null;
  assignee: string | null;
}

/** What the store must offer for it. */
export interface AlertWatch {
  /** Tells of some issues whose SLA has run out; answers how many. */
  tellOverdue(): Promise<number>;
  dueRules(): Promise<Rule[]>;
  judged(rule: Rule, finding: WindowFinding | null, againMs: number): Promise<void>;
  days(scope: Scope, condition: WindowCondition, from: string, to: string): Promise<DayCounts[]>;
}

export interface AlertOptions {
  queue: Queue;
  watch: AlertWatch;
  clock: () => number;
  onError(error: unknown): void;
  /** True when this process is to do it: one is enough. */
  onDuty?(name: string): Promise<boolean>;
  lookEveryMs?: number;
}

/** Between two judgements on a rule. */
const againMs = 10 * 60_000;

export function startWatching({
  queue,
  watch,
  clock,
  onError,
  onDuty = async () => true,
  lookEveryMs: everyMs = 15_000,
}: AlertOptions): Subscription {
  let stopping = false;

  async function look(): Promise<void> {
    if (!(await onDuty('alerts'))) return;
    while (!stopping && (await watch.tellOverdue()) > 0);
    for (let rules = await watch.dueRules(); rules.length > 0; rules = await watch.dueRules())
      for (const rule of rules) {
        if (stopping) return;
        const finding = isWindow(rule.condition) ? await judgeNow(watch, rule, rule.condition, clock()) : null;
        await watch.judged(rule, finding, againMs);
      }
  }

  const subscription = queue.subscribe('alerts', look, { everyMs, onError });
  queue.ring('alerts');
  return {
    async close() {
      stopping = true;
      await subscription.close();
    },
  };
}

/** Today as far as it goes; failing that, yesterday, which is over. */
async function judgeNow(
  watch: Pick<AlertWatch, 'days'>,
  rule: Rule,
  condition: WindowCondition,
  now: number,
): Promise<WindowFinding | null> {
  const today = new Date(now).toISOString().slice(0, 10);
  const yesterday = dayBefore(today, 1);
  const scope = { workspaceId: rule.workspaceId, actor: 'system' };
  const counts = await watch.days(scope, condition, dayBefore(today, daysNeeded(condition)), today);
  return judgeWindow(condition, counts, today, false) ?? judgeWindow(condition, counts, yesterday, true);
}
