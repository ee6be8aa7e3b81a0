import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIngestTurns } from '../../src/store/ingestTurns.ts';

interface Call {
  name: string;
  scope: { workspaceId: string };
  comments: { length: number };
}
const call = (name: string, comments: number): Call => ({
  name,
  scope: { workspaceId: name[0]! },
  comments: { length: comments },
});
const names = (calls: Call[]): string => calls.map(({ name }) => name).join(' ');

test('small calls of all workspaces are stored together, in turn', () => {
  const turns = createIngestTurns<Call>();
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1']) turns.add(call(name, 1));
  expect(turns.waiting()).toBe(5);
  expect(turns.waiting('a')).toBe(3);
  expect(names(turns.take())).toBe('a1 b1 c1 a2 a3');
  expect(turns.take()).toEqual([]);
  expect(turns.waiting()).toBe(0);
});

test('a small call is stored after at most one transaction with large ones', () => {
  const turns = createIngestTurns<Call>();
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) turns.add(call(name, 400));
  expect(names(turns.take())).toBe('a1 a2');
  turns.add(call('b1', 1));
  expect(names(turns.take())).toBe('b1');
  turns.add(call('b2', 1));
  expect(names(turns.take())).toBe('a3 a4');
  expect(names(turns.take())).toBe('b2');
  expect(names(turns.take())).toBe('a5 a6');
});

test('a call that is larger than a transaction is stored alone', () => {
  const turns = createIngestTurns<Call>();
  turns.add(call('a1', 5000));
  turns.add(call('b1', 100));
  expect(names(turns.take())).toBe('a1');
  expect(names(turns.take())).toBe('b1');
});

test('all are stored, those of a workspace in their order, and no workspace waits for ever', () => {
  const one = fc.record({
    workspace: fc.constantFrom('a', 'b', 'c'),
    comments: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3000 })),
    taken: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), (steps) => {
      const turns = createIngestTurns<Call>();
      const sent: Call[] = [];
      const stored: Call[] = [];
      for (const [at, { workspace, comments, taken }] of steps.entries()) {
        const next = call(`${workspace}${at}`, comments);
        sent.push(next);
        turns.add(next);
        if (taken) stored.push(...turns.take());
      }
      for (let calls = turns.take(); calls.length > 0; calls = turns.take()) stored.push(...calls);
      for (const workspace of ['a', 'b', 'c']) {
        const of = (calls: Call[]) => calls.filter(({ scope }) => scope.workspaceId === workspace);
        expect(names(of(stored))).toBe(names(of(sent)));
      }
      expect(turns.waiting()).toBe(0);
    }),
  );
});

test('beside a workspace that always sends, another is served within three transactions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 900 }), (flood, other) => {
      const turns = createIngestTurns<Call>();
      for (let n = 0; n < 20; n++) turns.add(call(`a${n}`, flood));
      turns.take();
      turns.add(call('b', other));
      const next = [turns.take(), turns.take(), turns.take()].flat();
      expect(next.map(({ name }) => name)).toContain('b');
    }),
  );
});
