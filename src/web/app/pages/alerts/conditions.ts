import type { AlertCondition, AlertKind, AlertRuleInput } from '../../api/alerts.ts';

/** A rule as its form has it: the fields of all kinds side by side. */
export interface RuleForm {
  name: string;
  kind: AlertKind;
  department: string;
  words: string;
  labels: string[];
  polarity: 'negative' | 'positive' | 'any';
  departments: string[];
  measure: string;
  side: 'below' | 'above' | 'both';
  value: number;
  days: number;
  minComments: number;
  minRise: number;
  z: number;
  channel: string[];
}

export const newRule: RuleForm = {
  name: '',
  kind: 'keyword',
  department: '',
  words: '投诉\n失望\n退款',
  labels: [],
  polarity: 'negative',
  departments: [],
  measure: 'csat',
  side: 'below',
  value: 0.8,
  days: 7,
  minComments: 30,
  minRise: 0.2,
  z: 3.5,
  channel: [],
};

export function formOf({ name, department, condition }: AlertRuleInput): RuleForm {
  const { kind, ...rest } = condition;
  const form = { ...newRule, name, department: department ?? '', kind, ...rest } as RuleForm;
  if (condition.kind === 'keyword') form.words = condition.words.join('\n');
  if (condition.kind === 'overdue') {
    form.department = department ?? '';
    form.departments = condition.department ?? [];
  }
  return form;
}

/** The condition that the form means, with the fields of its kind alone. */
export function conditionOf(form: RuleForm): AlertCondition {
  const among = form.channel.length > 0 ? { channel: form.channel } : {};
  const { labels, polarity, days, minComments } = form;
  switch (form.kind) {
    case 'keyword':
      return { kind: 'keyword', words: wordsOf(form.words), ...among };
    case 'label':
      return { kind: 'label', labels, polarity, ...among };
    case 'overdue':
      return { kind: 'overdue', ...(form.departments.length > 0 && { department: form.departments }), ...among };
    case 'rise':
      return {
        kind: 'rise',
        labels,
        polarity,
        by: 'share',
        days,
        minComments,
        minRise: form.minRise,
        level: 0.01,
        ...among,
      };
    case 'threshold':
      return {
        kind: 'threshold',
        measure: form.measure,
        side: form.side,
        value: form.value,
        days,
        minComments,
        ...among,
      } as AlertCondition;
    case 'anomaly':
      return {
        kind: 'anomaly',
        measure: form.measure,
        side: form.side,
        days,
        minComments,
        z: form.z,
        ...among,
      } as AlertCondition;
  }
}

export function ruleOf(form: RuleForm, enabled: boolean): AlertRuleInput {
  const department = form.department.trim() === '' ? null : form.department.trim();
  return { name: form.name.trim(), condition: conditionOf(form), department, assignee: null, enabled };
}

function wordsOf(written: string): string[] {
  const words = written.split(/[\n,，、]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
