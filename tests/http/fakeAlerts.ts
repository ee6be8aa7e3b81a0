/** Webhooks and alerts in memory. */
import { AppError } from '../../src/errors.ts';
import type { Alert, AlertRule } from '../../src/feedback/alerts/rule.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { WebhookEndpoint } from '../../src/feedback/webhooks.ts';
import type { Dependencies } from '../../src/http/dependencies.ts';

const now = '2026-05-03T06:20:00.000Z';

/** One delivery, `delivery-1`, of each endpoint. Addresses with `inside` in them are refused. */
export function fakeWebhooks(): Dependencies['webhooks'] {
  const kept = new Map<string, { workspaceId: string; endpoint: WebhookEndpoint }>();
  const find = ({ workspaceId }: Scope, id: string): WebhookEndpoint | null => {
    const one = kept.get(id);
    return one?.workspaceId === workspaceId ? one.endpoint : null;
  };
  const check = (url: string | undefined): void => {
    if (!url?.includes('inside')) return;
    const detail = 'The host has an address that is not public.';
    throw new AppError('address_refused', detail, { problems: [{ code: 'address_refused', detail, pointer: '/url' }] });
  };
  const enabled = (endpoint: WebhookEndpoint): void => {
    if (endpoint.disabled) throw new AppError('state_conflict', 'This webhook is disabled.');
  };
  const delivery = {
    id: 'delivery-1',
    eventId: 'event-1',
    event: 'comment.analysed',
    state: 'failed' as const,
    tries: 10,
    status: 500,
    failure: 'answer_refused' as const,
    createdAt: now,
    nextTryAt: null,
    endedAt: now,
  };
  return {
    async list({ workspaceId }) {
      return [...kept.values()].filter((one) => one.workspaceId === workspaceId).map(({ endpoint }) => endpoint);
    },
    async get(scope, id) {
      return find(scope, id);
    },
    async create({ workspaceId }, input) {
      check(input.url);
      const times = { createdAt: now, updatedAt: now, secrets: [{ createdAt: now, expiresAt: null }] };
      const endpoint = { ...input, id: `webhook-${kept.size + 1}`, disabled: null, failingSince: null, ...times };
      kept.set(endpoint.id, { workspaceId, endpoint });
      return { endpoint, secret: 'whsec_c2VjcmV0' };
    },
    async change(scope, id, { enabled, ...patch }) {
      check(patch.url);
      const found = find(scope, id);
      if (!found) return null;
      Object.assign(found, patch, enabled === undefined ? {} : { disabled: enabled ? null : 'by_hand' });
      return found;
    },
    async delete(scope, id) {
      return find(scope, id) !== null && kept.delete(id);
    },
    async rotate(scope, id) {
      return find(scope, id) && { secret: 'whsec_bmV3ZXI=' };
    },
    async test(scope, id) {
      const found = find(scope, id);
      if (found) enabled(found);
      return found && { deliveryId: 'delivery-1' };
    },
    async replay(scope, id, deliveryId) {
      const found = find(scope, id);
      if (found) enabled(found);
      return found !== null && deliveryId === 'delivery-1';
    },
    async replaySince(scope, id) {
      return find(scope, id) && 1;
    },
    async deliveries(scope, id, states) {
      const fits = find(scope, id) !== null && (states === undefined || states.includes('failed'));
      return { items: fits ? [delivery] : [], nextCursor: null };
    },
    async delivery(scope, id, deliveryId) {
      if (!find(scope, id) || deliveryId !== 'delivery-1') return null;
      const attempts = [{ at: now, ms: 12, status: 500, failure: 'answer_refused' as const }];
      return { ...delivery, body: { type: delivery.event, timestamp: now, data: { commentId: 'c' } }, attempts };
    },
  };
}

/** Rules in memory; one raised alert, `alert-1`, of workspace a. */
export function fakeAlerts(): Pick<Dependencies, 'alertRules' | 'alerts'> {
  const kept = new Map<string, { workspaceId: string; rule: AlertRule }>();
  const find = ({ workspaceId }: Scope, id: string): AlertRule | null => {
    const one = kept.get(id);
    return one?.workspaceId === workspaceId ? one.rule : null;
  };
  let alert: Alert = {
    id: 'alert-1',
    ruleId: 'rule-1',
    ruleName: '投诉\r\n预警',
    kind: 'keyword',
    commentId: 'comment-1',
    issueId: 'issue-1',
    day: '2026-05-03',
    found: { kind: 'keyword', words: [{ word: '投诉', start: 2, end: 4 }] },
    state: 'open',
    department: '客服部',
    assignee: null,
    note: null,
    raisedAt: now,
    changedAt: null,
    changedBy: null,
  };
  const own = ({ workspaceId }: Scope, id: string): Alert | null =>
    workspaceId === 'a' && id === 'alert-1' ? alert : null;
  return {
    alertRules: {
      async list({ workspaceId }) {
        return [...kept.values()].filter((one) => one.workspaceId === workspaceId).map(({ rule }) => rule);
      },
      async get(scope, id) {
        return find(scope, id);
      },
      async create({ workspaceId }, input) {
        const alerts = { open: 0, all: 0, lastRaisedAt: null };
        const rule = { ...input, id: `rule-${kept.size + 1}`, createdAt: now, updatedAt: now, alerts };
        kept.set(rule.id, { workspaceId, rule });
        return rule;
      },
      async change(scope, id, patch) {
        const found = find(scope, id);
        return found && Object.assign(found, patch);
      },
      async delete(scope, id) {
        return find(scope, id) !== null && kept.delete(id);
      },
      async preview(_scope, condition, days) {
        const examples = [{ day: '2026-05-03', commentId: 'comment-1', found: alert.found }];
        return { days, alerts: condition.kind === 'keyword' ? 1 : 0, examined: 100, complete: true, examples };
      },
    },
    alerts: {
      async list(scope, { state }) {
        const fits = own(scope, 'alert-1') !== null && (state === undefined || state.includes(alert.state));
        return { items: fits ? [alert] : [], nextCursor: null };
      },
      async get(scope, id) {
        return own(scope, id);
      },
      async counts() {
        return { open: 1, acknowledged: 0, resolved: 0 };
      },
      async patch(scope, id, patch) {
        if (!own(scope, id)) return null;
        alert = { ...alert, ...(patch as Partial<Alert>), changedAt: now, changedBy: scope.actor };
        return alert;
      },
    },
  };
}
