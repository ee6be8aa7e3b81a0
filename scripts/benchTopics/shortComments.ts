import { createRandom, type Random, randomBelow } from '../../src/text/maths/random.ts';
import { readSplit } from './corpus.ts';

const mostClauses = 3;
const longestClause = 40;
const clauseEnds = /[，。！？；,!?;\n]+/;
const channels = ['app', 'web', 'store'];
const days = 730;
const dayMs = 86_400_000;

/** What is sent to the service. */
interface ShortComment {
  source: string;
  externalId: string;
  text: string;
  rating: number;
  channel: string;
  occurredAt: string;
}

/**
 * Short comments (31 characters on average, 99 % of a million differ), the same every time: some clauses of each of two
 * real comments of one category.
 */
export function* shortComments(dir: string, count: number): Generator<ShortComment> {
  const pools = clausePools(dir);
  const random = createRandom(20_260_101);
  for (let i = 0; i < count; i++) {
    const pool = pools[randomBelow(random, pools.length)]!;
    yield {
      source: 'bench',
      externalId: `m-${i}`,
      text: `${clausesOf(pool, random)}，${clausesOf(pool, random)}`,
      rating: 1 + randomBelow(random, 5),
      channel: channels[randomBelow(random, channels.length)]!,
      occurredAt: new Date(Date.UTC(2024, 0, 1) + randomBelow(random, days) * dayMs).toISOString(),
    };
  }
}

/** Neighbouring clauses of one comment. */
function clausesOf(pool: string[][], random: Random): string {
  const clauses = pool[randomBelow(random, pool.length)]!;
  const from = randomBelow(random, clauses.length);
  return clauses.slice(from, from + 1 + randomBelow(random, mostClauses)).join('，');
}

/** The clauses of each comment, by category. */
function clausePools(dir: string): string[][][] {
  const pools = new Map<string, string[][]>();
  for (const { text, category } of readSplit(dir, 'train')) {
    const clauses = text.split(clauseEnds).filter(({ length }) => length > 1 && length <= longestClause);
    if (clauses.length === 0) continue;
    const pool = pools.get(category) ?? [];
    pool.push(clauses);
    pools.set(category, pool);
  }
  return [...pools.values()];
}
