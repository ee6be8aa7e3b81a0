import { expect, test } from 'vitest';
import { dueAt, isOverdue, issueSteps, mayStep, startClock, stepClock } from '../../src/feedback/issue.ts';
import { issueStates } from '../../src/feedback/read.ts';

const hour = 3_600_000;

test('every state has steps, and each leads to another state', () => {
  for (const state of issueStates) {
    expect(issueSteps[state].length).toBeGreaterThan(0);
    expect(issueSteps[state]).not.toContain(state);
    expect(mayStep(state, state)).toBe(true);
  }
  expect(mayStep('open', 'verified')).toBe(false);
  expect(mayStep('resolved', 'verified')).toBe(true);
  expect(mayStep('verified', 'reopened')).toBe(true);
});

test('the clock stops while the customer is waited for', () => {
  const started = startClock(0, 24);
  const waiting = stepClock(started, 'waiting_customer', 20 * hour);
  expect(dueAt(waiting, 30 * hour)).toBe(34 * hour);
  expect(isOverdue(waiting, 'waiting_customer', 'complaint', 100 * hour)).toBe(false);
  const again = stepClock(stepClock(waiting, 'waiting_customer', 25 * hour), 'in_progress', 40 * hour);
  expect(again).toEqual({ dueAt: 44 * hour, waitingSince: null });
  expect(isOverdue(again, 'in_progress', 'complaint', 44 * hour)).toBe(false);
  expect(isOverdue(again, 'in_progress', 'complaint', 44 * hour + 1)).toBe(true);
});

test('what was overdue before the wait stays so; finished work and praise never are', () => {
  const late = stepClock(startClock(0, 1), 'waiting_customer', 2 * hour);
  expect(isOverdue(late, 'waiting_customer', 'question', 3 * hour)).toBe(true);
  expect(isOverdue(late, 'resolved', 'question', 3 * hour)).toBe(false);
  expect(isOverdue(startClock(0, 1), 'open', 'praise', 3 * hour)).toBe(false);
});
