/** What the clients of a fault test know: every text they sent, and which of them were acknowledged. */
export class Ledger {
  readonly acknowledged = new Set<string>();
  readonly sent = new Map<string, string>();

  send(externalId: string, text: string): void {
    this.sent.set(externalId, text);
  }

  acknowledge(externalIds: Iterable<string>): void {
    for (const externalId of externalIds) this.acknowledged.add(externalId);
  }

  get unacknowledged(): string[] {
    return [...this.sent.keys()].filter((id) => !this.acknowledged.has(id));
  }
}

export interface StoredComment {
  externalId: string;
  text: string;
}

/** Everything that is wrong between what was acknowledged and what is stored: lost, duplicated, altered, never sent. */
export function violations(ledger: Ledger, stored: StoredComment[]): string[] {
  const found: string[] = [];
  const seen = new Map<string, number>();
  for (const { externalId, text } of stored) {
    seen.set(externalId, (seen.get(externalId) ?? 0) + 1);
    const sent = ledger.sent.get(externalId);
    if (sent === undefined) found.push(`${externalId}: stored but never sent`);
    else if (sent !== text) found.push(`${externalId}: altered`);
  }
  for (const [externalId, count] of seen) if (count > 1) found.push(`${externalId}: stored ${count} times`);
  for (const externalId of ledger.acknowledged) if (!seen.has(externalId)) found.push(`${externalId}: lost`);
  return found;
}

/** A small seeded generator (mulberry32), so that a failing round can be replayed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
