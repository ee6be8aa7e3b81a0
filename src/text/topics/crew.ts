import { mixSeeds } from '../maths/random.ts';
import type { Kernel } from './kernel.ts';
import { controlAt, headerAt, mergeParts, resultsOf, shardCount } from './layout.ts';

/**
 * One phase of a sweep is a list of tasks; whoever is free takes the next. Tasks touch different memory and what each does
 * depends on its number alone, so the result is the same whoever does what, alone or with many.
 */
export const Phase = { Sample: 1, Merge: 2, Likelihood: 3, End: 4 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

export interface Crew {
  /**
   * Does all tasks of a phase and returns when the last is done; false when it was called off before.
   * `argument`: the seed of the sweep, else 0.
   */
  run(phase: Phase, argument: number): boolean;
}

/** Control words, all i32: what is to be done, and how far it is. */
const Word = { Round: 0, Phase: 1, Argument: 2, Ticket: 3, Done: 4 } as const;
/** A ticket is round × 64 + task, so that a helper that is late cannot take a task of the next round. */
const ticketsPerRound = 64;
const spins = 2000;

function controlOf(memory: WebAssembly.Memory): Int32Array {
  return new Int32Array(memory.buffer, controlAt, 16);
}

function taskCount(phase: number): number {
  if (phase === Phase.End) return 0;
  return phase === Phase.Merge ? mergeParts : shardCount;
}

/**
 * Leads the work on a memory: does tasks itself, beside any number of helpers. `cancelled` is asked between tasks.
 * With helpers it must not run on the main thread, which may not sleep.
 */
export function leadCrew(kernel: Kernel, memory: WebAssembly.Memory, cancelled: () => boolean): Crew {
  const control = controlOf(memory);
  return {
    run(phase, argument) {
      const round = (Atomics.load(control, Word.Round) + 1) % 0x1000000;
      Atomics.store(control, Word.Phase, phase);
      Atomics.store(control, Word.Argument, argument | 0);
      Atomics.store(control, Word.Done, 0);
      Atomics.store(control, Word.Ticket, round * ticketsPerRound);
      Atomics.store(control, Word.Round, round);
      Atomics.notify(control, Word.Round);
      const count = taskCount(phase);
      let stopped = false;
      for (;;) {
        stopped = stopped || cancelled();
        const task = takeTicket(control, round, count);
        if (task < 0) break;
        // A called-off task counts as done, so that waiting for the others stays the same.
        if (!stopped) work(kernel, memory, phase, argument, task);
        Atomics.add(control, Word.Done, 1);
      }
      waitUntil(control, Word.Done, (done) => done === count);
      return !stopped;
    },
  };
}

/** Works for the leader of this memory until it ends the crew. */
export function helpCrew(kernel: Kernel, memory: WebAssembly.Memory): void {
  const control = controlOf(memory);
  for (let seen = 0; ; ) {
    const before = seen;
    seen = waitUntil(control, Word.Round, (round) => round !== before);
    const phase = Atomics.load(control, Word.Phase);
    const argument = Atomics.load(control, Word.Argument);
    if (phase === Phase.End) return;
    for (let task = takeTicket(control, seen, taskCount(phase)); task >= 0; ) {
      work(kernel, memory, phase, argument, task);
      Atomics.add(control, Word.Done, 1);
      Atomics.notify(control, Word.Done);
      task = takeTicket(control, seen, taskCount(phase));
    }
  }
}

/** The number of the next task of this round, −1 when there is none. */
function takeTicket(control: Int32Array, round: number, count: number): number {
  for (;;) {
    const ticket = Atomics.load(control, Word.Ticket);
    const task = ticket - round * ticketsPerRound;
    if (task < 0 || task >= count) return -1;
    if (Atomics.compareExchange(control, Word.Ticket, ticket, ticket + 1) === ticket) return task;
  }
}

/** Waits briefly at work, then asleep, and returns the value that was waited for. */
function waitUntil(control: Int32Array, word: number, good: (value: number) => boolean): number {
  for (let i = 0; ; i++) {
    const value = Atomics.load(control, word);
    if (good(value)) return value;
    if (i >= spins) Atomics.wait(control, word, value);
  }
}

function work(kernel: Kernel, memory: WebAssembly.Memory, phase: number, argument: number, task: number): void {
  if (phase === Phase.Sample) kernel.sampleShard(headerAt, task, mixSeeds(argument | 0, task) || 1);
  else if (phase === Phase.Merge) {
    const size = new Uint32Array(memory.buffer, headerAt, 3)[2];
    const bound = (part: number): number => Math.floor((size * part) / mergeParts);
    kernel.mergeRows(headerAt, task, bound(task), bound(task + 1));
  } else resultsOf(memory)[task] = kernel.logLikelihood(headerAt, task);
}
