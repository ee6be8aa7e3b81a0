import { type ChildProcess, fork } from 'node:child_process';
import type { WorkerRequest, WorkerRunner } from './workerMessages.ts';

/** What goes to a child process and comes back. */
export interface ProcessRequest {
  id: number;
  request: WorkerRequest;
}
export type ProcessAnswer = 'ready' | { id: number; value: unknown } | { id: number; failure: string };

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A child process with at most one request in hand. */
class Child {
  private readonly process: ChildProcess;
  /** A message sent before the child listens would be lost, so it says when it does. */
  private readonly ready: Promise<void>;
  private pending: Pending | null = null;
  private nextId = 0;
  alive = true;
  /** Set by who takes it, before anything is awaited, so that no two take the same. */
  taken = false;

  constructor(file: string, data: unknown) {
    this.process = fork(file, [JSON.stringify(data)], {
      serialization: 'advanced',
      execArgv: file.endsWith('.ts') ? ['--import', 'tsx'] : [],
    });
    this.ready = new Promise((resolve) => this.process.once('message', () => resolve()));
    this.process.on('message', (answer: ProcessAnswer) => this.settle(answer));
    this.process.on('exit', () => {
      this.alive = false;
      this.reject(new Error('the analysis process ended'));
    });
  }

  async run(request: WorkerRequest, deadlineMs: number): Promise<unknown> {
    const answered = new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
    });
    let clock: NodeJS.Timeout | undefined;
    // A child that has just been started still has to load.
    void this.ready.then(() => {
      if (!this.alive) return;
      clock = setTimeout(() => this.stopAtDeadline(), deadlineMs);
      this.process.send({ id: ++this.nextId, request } satisfies ProcessRequest);
    });
    return answered.finally(() => clearTimeout(clock));
  }

  private stopAtDeadline(): void {
    this.reject(new DOMException('the analysis process took too long', 'TimeoutError'));
    this.stop();
  }

  stop(): void {
    this.alive = false;
    this.process.kill('SIGKILL');
  }

  private settle(answer: ProcessAnswer): void {
    if (answer === 'ready' || answer.id !== this.nextId || this.pending === null) return;
    if ('failure' in answer) this.reject(new Error(answer.failure));
    else this.pending.resolve(answer.value);
    this.pending = null;
  }

  private reject(error: unknown): void {
    this.pending?.reject(error);
    this.pending = null;
  }
}

/** Child processes, for parts that are not safe in worker threads. Same contract as the threads. */
export function createProcessRunner(options: { file: string; workers: number; data: unknown }): WorkerRunner {
  const children: Child[] = [];
  const waiting: (() => void)[] = [];
  let closed = false;

  const take = (): Child | null => {
    if (closed) throw new Error('the analysis processes are closed');
    const dead = children.findIndex((child) => !child.alive);
    if (dead >= 0) children.splice(dead, 1);
    let child = children.find(({ alive, taken }) => alive && !taken);
    if (!child && children.length < options.workers) {
      child = new Child(options.file, options.data);
      children.push(child);
    }
    if (!child) return null;
    child.taken = true;
    return child;
  };

  return {
    workers: options.workers,
    async run(request, deadlineMs) {
      let child = take();
      while (child === null) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        child = take();
      }
      try {
        return await child.run(request, deadlineMs);
      } finally {
        child.taken = false;
        waiting.shift()?.();
      }
    },
    async close() {
      closed = true;
      for (const child of children) child.stop();
      for (const wake of waiting.splice(0)) wake();
    },
  };
}
