/** Words for what webhooks are told of. */
import { addWords, type Words } from './words.ts';

const words = {
  event_comment_analysed: ['Comment analysed', '评论已分析', '評論已分析'],
  event_conflict_flagged: ['Conflict flagged', '发现冲突', '發現衝突'],
  event_issue_opened: ['Issue opened', '问题已建立', '問題已建立'],
  event_issue_changed: ['Issue changed', '问题有变动', '問題有變動'],
  event_issue_overdue: ['Issue overdue', '问题已逾期', '問題已逾期'],
  event_review_decided: ['Review decided', '审核有结论', '審核有結論'],
  event_alert_raised: ['Alert raised', '触发预警', '觸發預警'],
  event_topic_run_finished: ['Topic run finished', '主题分析完成', '主題分析完成'],
  event_model_promoted: ['Model put in force', '模型已启用', '模型已啟用'],
  event_report_ready: ['Report ready', '报告已生成', '報告已產生'],
  event_webhook_test: ['Test', '测试', '測試'],
} satisfies Words;

export type WebhookEventsKey = keyof typeof words;

addWords(words);

/** What an event is called; null for one without a name. */
export function eventName(event: string, t: (key: WebhookEventsKey) => string): string | null {
  const key = `event_${event.replace('.', '_')}`;
  return Object.hasOwn(words, key) ? t(key as WebhookEventsKey) : null;
}
