/** Reviewers of a fault test: they claim, decide, sleep and give up, and remember what they were told. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningService } from '../rig/service.ts';
import { seeded } from './ledger.ts';

/** What the reviewers know of each decision that they sent, by its note. */
export class ReviewLedger {
  readonly sent = new Map<string, { itemId: string; fate: 'unknown' | 'acknowledged' | 'refused' }>();
}

export interface StoredDecision {
  itemId: string;
  note: string | null;
}

/** Everything that is wrong between what was told and what is stored. */
export function reviewViolations(
  ledger: ReviewLedger,
  stored: readonly StoredDecision[],
  itemIds: readonly string[],
): string[] {
  const found: string[] = [];
  const byItem = new Map<string, StoredDecision[]>(itemIds.map((id) => [id, []]));
  for (const decision of stored) {
    const sent = ledger.sent.get(decision.note ?? '');
    if (!sent) found.push(`${decision.itemId}: decided by nobody`);
    else if (sent.itemId !== decision.itemId) found.push(`${decision.itemId}: has the decision on another item`);
    else if (sent.fate === 'refused') found.push(`${decision.itemId}: has a refused decision`);
    byItem.set(decision.itemId, [...(byItem.get(decision.itemId) ?? []), decision]);
  }
  for (const [id, decisions] of byItem)
    if (decisions.length !== 1) found.push(`${id}: decided ${decisions.length} times`);
  const kept = new Set(stored.map(({ note }) => note));
  for (const [note, { itemId, fate }] of ledger.sent) {
    if (fate === 'acknowledged' && !kept.has(note)) found.push(`${itemId}: lost`);
  }
  return found;
}

export interface Claimed {
  itemId: string;
  /** Milliseconds since 1970, by the clock of the service. */
  at: number;
}

/** Claims of one item that began while another one lasted; nobody gives anything back or prolongs a lease here. */
export function overlaps(claims: readonly Claimed[], leaseMs: number): string[] {
  const last = new Map<string, number>();
  return claims.flatMap(({ itemId, at }) => {
    const before = last.get(itemId);
    last.set(itemId, at);
    return before !== undefined && at < before + leaseMs
      ? [`${itemId}: claimed ${at - before} ms after another claim`]
      : [];
  });
}

const rulings = [
  ['accept', {}],
  ['fix', { sentiment: 'very_negative', ratingValid: false }],
  ['fix', { conflictType: null, sentiment: 'positive' }],
] as const;

export interface ReviewOptions {
  leaseSeconds: number;
  /** The service that runs at the moment; another one after each kill. */
  service(): RunningService;
  /** All is decided. */
  done(): boolean;
}

/** Works the queue until all is decided. One claim in ten is left to its lease. */
export async function review(name: string, seed: number, ledger: ReviewLedger, options: ReviewOptions): Promise<void> {
  const random = seeded(seed);
  const { leaseSeconds } = options;
  for (let n = 0; !options.done(); n++) {
    const claim = { reviewer: name, leaseSeconds };
    const claimed = await options
      .service()
      .call('POST', '/v1/reviews/claim', claim)
      .catch(() => null);
    if (claimed?.status !== 200) {
      await pause(50 + random() * 100);
      continue;
    }
    if (random() < 0.1) continue;
    // Now and then longer than the lease.
    await pause(random() < 0.03 ? leaseSeconds * 1100 : random() * 30);
    const [verdict, body] = rulings[Math.floor(random() * rulings.length)]!;
    const note = `${name} ${n}`;
    const { id, etag } = claimed.body;
    const told = { itemId: id as string, fate: 'unknown' as 'unknown' | 'acknowledged' | 'refused' };
    ledger.sent.set(note, told);
    const reply = await options
      .service()
      .call('POST', `/v1/reviews/${id}/${verdict}`, { ...body, note, reviewer: name }, { 'if-match': etag })
      .catch(() => null);
    if (reply) told.fate = reply.status === 200 ? 'acknowledged' : 'refused';
    if (reply && reply.status !== 200 && ![409, 412].includes(reply.status)) {
      throw new Error(`a decision was answered with ${reply.status} ${JSON.stringify(reply.body)}`);
    }
  }
}
