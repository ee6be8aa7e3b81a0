import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Alert, AlertPatch, AlertPreview, AlertRule, AlertRuleInput } from '../../../feedback/alerts/rule.ts';
import { call } from './client.ts';
import type { List } from './types.ts';

export type {
  Alert,
  AlertCondition,
  AlertFinding,
  AlertKind,
  AlertRule,
  AlertRuleInput,
} from '../../../feedback/alerts/rule.ts';

const rulesPath = '/v1/alerts';
const raisedPath = '/v1/alerts/raised';

export function useAlertRules() {
  return useQuery({ queryKey: [rulesPath], queryFn: () => call<List<AlertRule>>(rulesPath) });
}

export function useRaised(states: Alert['state'][]) {
  const query = new URLSearchParams([['limit', '200'], ...states.map((state) => ['state', state])]);
  const path = `${raisedPath}?${query}`;
  return useQuery({ queryKey: [raisedPath, path], queryFn: () => call<List<Alert>>(path) });
}

/** All that changes rules or alerts; what is shown of them is fetched anew. */
export function useAlertChange(onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, ...options }: { path: string; method: 'POST' | 'PATCH' | 'DELETE'; body?: unknown }) =>
      call(path, options),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [rulesPath] });
      await queries.invalidateQueries({ queryKey: [raisedPath] });
    },
    onError,
  });
}

export const saveRule = (rule: AlertRuleInput, id: string | null) =>
  id === null
    ? { path: rulesPath, method: 'POST' as const, body: rule }
    : { path: `${rulesPath}/${encodeURIComponent(id)}`, method: 'PATCH' as const, body: rule };

export const switchRule = (id: string, enabled: boolean) => ({
  path: `${rulesPath}/${encodeURIComponent(id)}`,
  method: 'PATCH' as const,
  body: { enabled },
});

export const removeRule = (id: string) => ({
  path: `${rulesPath}/${encodeURIComponent(id)}`,
  method: 'DELETE' as const,
});

export const changeAlert = (id: string, body: AlertPatch) => ({
  path: `${raisedPath}/${encodeURIComponent(id)}`,
  method: 'PATCH' as const,
  body,
});

export const previewRule = (condition: AlertRuleInput['condition']) =>
  call<AlertPreview>('/v1/alerts/preview', { method: 'POST', body: { condition, days: 30 } });

export const emailOf = (id: string, language: string) =>
  call<{ subject: string; body: string }>(`${raisedPath}/${encodeURIComponent(id)}/email?language=${language}`);
