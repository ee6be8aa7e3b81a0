import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createLogger, loggedError } from '../src/logger.ts';
import { createDatabase, hasPostgres } from './rig/postgres.ts';
import { hasRedis, startRedis } from './rig/redis.ts';

const written = (error: unknown): string => JSON.stringify(loggedError(error));
const thrownBy = async (act: () => unknown): Promise<Error> => {
  try {
    await act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

test('an error is logged with its kind, message, place and causes', () => {
  const cause = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT', syscall: 'connect' });
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  logger.error({ err: new TypeError('cannot go on', { cause }) }, 'background work failed');
  const { err, msg } = JSON.parse(lines[0]!);
  expect(msg).toBe('background work failed');
  expect(err).toMatchObject({ type: 'TypeError', message: 'cannot go on', stack: expect.stringMatching(/^ {4}at /) });
  expect(err.cause).toMatchObject({ type: 'Error', message: 'no answer', code: 'ETIMEDOUT', syscall: 'connect' });
});

test('errors that were gathered are logged, and a circle of causes ends', () => {
  const gathered = loggedError(new AggregateError([new Error('one'), new Error('two')], 'both'));
  expect(gathered).toMatchObject({ message: 'both', errors: [{ message: 'one' }, { message: 'two' }] });
  const circle = new Error('round');
  circle.cause = circle;
  expect(written(circle).length).toBeLessThan(20_000);
});

test('P2: of what is thrown and no error only the kind is logged', () => {
  expect(loggedError('a text')).toEqual({ type: 'string' });
  expect(loggedError({ body: 'a text' })).toEqual({ type: 'object' });
});

test('P2: what libraries hang on an error is not logged, nor a text that JSON.parse quotes', async () => {
  const error = Object.assign(new Error('refused'), { body: 'zqtext', command: { name: 'auth', args: ['zqsecret'] } });
  expect(written(error)).not.toMatch(/zq/);
  const syntax = await thrownBy(() => JSON.parse('zqtext of a comment'));
  // The control: it is in the message, and in the stack behind it.
  expect(syntax.message).toContain('zqtext');
  expect(written(syntax)).not.toMatch(/zq/);
});

test.skipIf(!(await hasPostgres('P2 (errors of PostgreSQL)')))(
  'P2: the row that PostgreSQL refuses is not logged',
  async () => {
    const database = await createDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('create temporary table told (id int primary key, text text check (length(text) < 3))');
    const row = await thrownBy(() => client.query('insert into told values (1, $1)', ['zqtext']));
    const value = await thrownBy(() => client.query(`select 'zqtext'::int`));
    await client.end();
    await database.drop();
    // The controls.
    expect(JSON.stringify(row)).toContain('zqtext');
    expect(value.message).toContain('zqtext');
    expect(written(row)).not.toMatch(/zq/);
    expect(written(value)).not.toMatch(/zq/);
    expect(loggedError(row)).toMatchObject({ code: '23514', table: 'told', constraint: 'told_text_check' });
  },
);

test.skipIf(!hasRedis('P2 (errors of Redis)'))('P2: the password that Redis refuses is not logged', async () => {
  const server = await startRedis();
  await server.command((redis) => redis.config('SET', 'requirepass', 'right'));
  const url = server.url.replace('//', '//:zqsecret@');
  const redis = new Redis(url, { retryStrategy: null, lazyConnect: true });
  const refused = new Promise<Error>((resolve) => redis.once('error', resolve));
  await redis.connect().catch(() => {});
  const error = await refused;
  redis.disconnect();
  await server.kill();
  // The control.
  expect(JSON.stringify(error)).toContain('zqsecret');
  expect(written(error)).not.toMatch(/zq/);
  expect(loggedError(error)).toMatchObject({ type: 'ReplyError', message: expect.stringContaining('WRONGPASS') });
});
