import { App } from 'antd';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { call, ProblemError } from '../../api/client.ts';
import type { List, QueueItem, ReviewReason } from '../../api/types.ts';
import { type Filter, filterQuery } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';

const listed = '50';
const heartbeatMs = 240_000;

/** What a reviewer does with the item at hand; `body` as the API takes it. */
export type Action = 'accept' | 'fix' | 'reject' | 'escalate' | 'skip';

interface State {
  items: QueueItem[] | null;
  /** Number of the item at hand in `items`. */
  at: number;
  /** Whether this reviewer holds it. */
  held: boolean;
  busy: boolean;
  error: Error | null;
  /** Times that the list was fetched: its first item must be claimed again then. */
  fetched: number;
  /** Decided items, the last one last: what undo takes back. */
  decided: string[];
}

type Change = Partial<State> | ((state: State) => Partial<State>);

const start: State = { items: null, at: 0, held: false, busy: false, error: null, fetched: 0, decided: [] };

function reduce(state: State, change: Change): State {
  return { ...state, ...(typeof change === 'function' ? change(state) : change) };
}

export interface Queue extends State {
  current: QueueItem | undefined;
  move(by: number): void;
  select(index: number): void;
  act(action: Action, body?: object): Promise<boolean>;
  undo(): Promise<void>;
  reload(): void;
}

/**
 * The open items, one of them at hand. It is claimed as soon as it is, and given back when the reviewer moves on without
 * a decision.
 */
export function useQueue(reason: ReviewReason[], filter: Filter): Queue {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const [state, change] = useReducer(reduce, start);
  const current = state.items?.[state.at];
  const heldId = useRef<string | null>(null);
  const path = listPath(reason, filter);

  const replace = useCallback((item: QueueItem) => {
    change(({ items }) => ({ items: items?.map((one) => (one.id === item.id ? item : one)) ?? null }));
  }, []);

  const giveBack = useCallback(async () => {
    const id = heldId.current;
    heldId.current = null;
    // A lease that has ended meanwhile needs no giving back.
    if (id !== null) await post(id, 'release').catch(() => {});
  }, []);

  const load = useCallback(async () => {
    await giveBack();
    try {
      const { items } = await call<List<QueueItem>>(path);
      change(({ fetched }) => ({ items, at: 0, held: false, error: null, fetched: fetched + 1 }));
    } catch (error) {
      change({ error: error as Error });
    }
  }, [path, giveBack]);

  useEffect(() => {
    void load();
  }, [load]);

  const currentId = current?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list gives back what was held.
  useEffect(() => {
    if (currentId === undefined || heldId.current === currentId) return;
    let wanted = true;
    const claim = async () => {
      await giveBack();
      if (!wanted) return;
      try {
        const item = await post(currentId, 'claim');
        // Who moves on fast has left it before it was claimed.
        if (!wanted) return void post(currentId, 'release').catch(() => {});
        heldId.current = currentId;
        replace(item);
        change({ held: true });
      } catch (error) {
        if (wanted) refused(error as Error);
      }
    };
    void claim();
    return () => {
      wanted = false;
    };
  }, [currentId, state.fetched, giveBack, replace, message]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (heldId.current !== null) void post(heldId.current, 'heartbeat').then(replace, () => change({ held: false }));
    }, heartbeatMs);
    return () => {
      clearInterval(timer);
      void giveBack();
    };
  }, [giveBack, replace]);

  const select = useCallback((index: number) => change({ at: index, held: false }), []);

  const act = async (action: Action, body: object = {}): Promise<boolean> => {
    if (current === undefined) return false;
    change({ busy: true });
    try {
      await post(current.id, action, body, current.etag);
      heldId.current = null;
      message.success(t(`done_${action}`));
      change(({ items, at, decided }) => ({
        items: items?.filter(({ id }) => id !== current.id) ?? null,
        at: Math.min(at, Math.max(0, (items?.length ?? 1) - 2)),
        held: false,
        busy: false,
        decided: action === 'skip' ? decided : [...decided, current.id],
      }));
      // Behind the last item of a page there may be others.
      if (state.items?.length === 1) void load();
      return true;
    } catch (error) {
      change({ busy: false });
      refused(error as Error);
      // Whoever was faster has changed what is shown here. What was written about it stays until the reviewer leaves it.
      if (error instanceof ProblemError && (error.status === 409 || error.status === 412)) {
        if (Object.keys(body).length === 0) void load();
        else change({ held: false });
      }
      return false;
    }
  };

  const undo = async (): Promise<void> => {
    const id = state.decided.at(-1);
    if (id === undefined) return;
    try {
      const item = await post(id, 'undo');
      await giveBack();
      heldId.current = id;
      message.success(t('done_undo'));
      change(({ items, decided }) => ({
        items: [item, ...(items ?? [])],
        at: 0,
        held: true,
        decided: decided.slice(0, -1),
      }));
    } catch (error) {
      refused(error as Error);
    }
  };

  const move = (by: number) => {
    const last = (state.items?.length ?? 0) - 1;
    const next = Math.max(0, Math.min(last, state.at + by));
    if (next !== state.at) select(next);
  };

  return { ...state, current, move, select, act, undo, reload: () => void load() };
}

function listPath(reason: ReviewReason[], filter: Filter): string {
  const params = new URLSearchParams(filterQuery(filter, { state: 'open', limit: listed }));
  for (const one of reason) params.append('reason', one);
  return `/v1/reviews?${params}`;
}

function post(id: string, action: string, body: object = {}, ifMatch?: string): Promise<QueueItem> {
  return call<QueueItem>(`/v1/reviews/${encodeURIComponent(id)}/${action}`, { method: 'POST', body, ifMatch });
}
