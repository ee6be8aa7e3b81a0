/** What a rule would have done, before it is kept. */
import {
  type AlertCondition,
  type AlertPreview,
  isWindow,
  type KeywordCondition,
  type LabelCondition,
  type OverdueCondition,
  type WindowCondition,
} from '../../feedback/alerts/rule.ts';
import { dayBefore, daysNeeded, judgeWindow, quietDays } from '../../feedback/alerts/windows.ts';
import { limits } from '../../feedback/limits.ts';
import type { Scope } from '../../feedback/read.ts';
import type { FoundWord } from '../../text/sentiment/denial.ts';
import type { AlertWatch } from './watch.ts';

type Example = AlertPreview['examples'][number];

interface PreviewStore extends Pick<AlertWatch, 'days'> {
  texts(
    scope: Scope,
    among: { channel?: string[]; source?: string[] },
    since: string,
    page: { after: [string, string] | null; limit: number },
  ): Promise<{ id: string; day: string; occurredAt: string; text: string }[]>;
  issues(
    scope: Scope,
    condition: LabelCondition | OverdueCondition,
    since: string,
  ): Promise<{ examined: number; fired: number; examples: Example[] }>;
}

export interface PreviewOptions {
  store: PreviewStore;
  pool: { watch(texts: string[], words: string[]): Promise<FoundWord[][]> };
  clock: () => number;
}

const textsAtOnce = 250;
const mostExamples = 20;

export function createPreview({ store, pool, clock }: PreviewOptions) {
  return async (scope: Scope, condition: AlertCondition, days: number): Promise<AlertPreview> => {
    const today = new Date(clock()).toISOString().slice(0, 10);
    if (isWindow(condition)) return ofWindow(scope, condition, today, days);
    const since = dayBefore(today, days - 1);
    if (condition.kind === 'keyword') return ofWords(scope, condition, since, days);
    const { examined, fired, examples } = await store.issues(scope, condition, since);
    return { days, alerts: fired, examined, complete: true, examples };
  };

  async function ofWords(
    scope: Scope,
    condition: KeywordCondition,
    since: string,
    days: number,
  ): Promise<AlertPreview> {
    const examples: Example[] = [];
    let alerts = 0;
    let examined = 0;
    for (let after: [string, string] | null = null; ; ) {
      const rows = await store.texts(scope, condition, since, { after, limit: textsAtOnce });
      const words = await pool.watch(
        rows.map(({ text }) => text),
        condition.words,
      );
      for (const [at, { id, day }] of rows.entries()) {
        if (words[at]!.length === 0) continue;
        alerts++;
        if (examples.length < mostExamples)
          examples.push({ day, commentId: id, found: { kind: 'keyword', words: words[at]! } });
      }
      examined += rows.length;
      const last = rows.at(-1);
      const complete = rows.length < textsAtOnce;
      if (complete || !last || examined >= limits.alertPreviewComments)
        return { days, alerts, examined, complete, examples };
      after = [last.occurredAt, last.id];
    }
  }

  /** Each day is judged as it was when it was over, with what is known of it now. */
  async function ofWindow(
    scope: Scope,
    condition: WindowCondition,
    today: string,
    days: number,
  ): Promise<AlertPreview> {
    const first = dayBefore(today, days - 1);
    const counts = await store.days(scope, condition, dayBefore(first, daysNeeded(condition)), today);
    const fired: Example[] = [];
    let loudUntil = '';
    for (let n = 0; n < days; n++) {
      const day = dayBefore(today, days - 1 - n);
      if (day < loudUntil) continue;
      const finding = judgeWindow(condition, counts, day, day !== today);
      if (!finding) continue;
      fired.push({ day, commentId: null, found: { kind: condition.kind, ...finding } });
      loudUntil = dayBefore(day, -quietDays(condition));
    }
    const examples = fired.slice(-mostExamples).reverse();
    return { days, alerts: fired.length, examined: days, complete: true, examples };
  }
}
