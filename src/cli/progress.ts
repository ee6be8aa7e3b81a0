import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** 0..1, and how many are done. */
  update(share: number, done: number): void;
  stop(): void;
}

/** A bar on standard error if that is a terminal, otherwise nothing. */
export function showProgress(label: string, what = 'comments'): Progress {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const format = `${label} {bar} {percentage}% | {done} ${what}`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
  bar.start(1000, 0, { done: 0 });
  return {
    update: (share, done) => bar.update(Math.round(share * 1000), { done }),
    stop: () => bar.stop(),
  };
}
