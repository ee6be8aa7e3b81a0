import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../src/logger.ts';
import { newKey, newToken } from '../../src/store/keys.ts';
import { newSecretKey } from '../../src/store/sealing.ts';
import { createWorld, keys } from '../http/fakes.ts';
import { startRig } from '../http/harness.ts';
import { checkLogs, tell } from './logCheck.ts';
import { faultsIn } from './logRules.ts';
import { adminKey, furnishedPassword } from './secrets.ts';

const request = {
  level: 30,
  time: 1795393541652,
  pid: 4711,
  hostname: 'vm',
  name: 'huiyin',
  requestId: '0b9f4a53-5f5d-4b7e-9d5c-0a4f4f3b6a52',
  method: 'POST',
  route: '/v1/comments/:id/tags',
  status: 202,
  keyId: '1s3q9v0abcdefghijklmnopqrstuv0123456789',
  ms: 3,
  msg: 'request completed',
};
const error = {
  type: 'Error',
  message: 'connection refused',
  code: 'ECONNREFUSED',
  stack: '    at connect (net.js:1:2)',
};
const entry = (more: object): string => JSON.stringify({ ...request, ...more });
const token = newToken();

describe('P2: a line of the log', () => {
  test('tells facts about a request, an error, or how the service starts and stops', () => {
    const told = [
      entry({}),
      entry({ method: 'GET', route: 'none', status: 404, keyId: undefined, userId: 'u-admin' }),
      entry({ level: 50, msg: 'request failed', code: 'internal', err: { ...error, cause: error } }),
      entry({ level: 50, msg: 'background work failed', err: { ...error, errors: [error, error] } }),
      '{"level":30,"time":1795393541652,"pid":1,"hostname":"vm","name":"huiyin","signal":"SIGTERM","msg":"stopping"}',
      'huiyin (worker) listens on http://127.0.0.1:43211',
      `Set it up, once: http://127.0.0.1:43211/setup#token=${token}`,
    ];
    expect(told.flatMap((line) => faultsIn(line, 'out'))).toEqual([]);
  });

  test('of Node itself may have any form, with nothing in it that is written nowhere', () => {
    expect(faultsIn('    at Object.<anonymous> (/srv/dist/main.js:1:2)', 'err')).toEqual([]);
    expect(faultsIn("TypeError: cannot read 'x' of 物流太慢", 'err')).toEqual(['a text']);
  });
});

describe('P2 control: it is seen when a line holds', () => {
  const inMessage = (text: string): string =>
    entry({ level: 50, msg: 'request failed', err: { ...error, message: text } });
  test.each([
    ['a body', entry({ body: { comments: [{ text: 'late again' }] } }), 'the field body'],
    ['a text as its message', entry({ msg: 'the parcel came late' }), 'what the field msg holds'],
    ['a path as it was asked for', entry({ route: '/v1/comments?text=late' }), 'what the field route holds'],
    ['what a library hangs on an error', entry({ err: { ...error, detail: 'Failing row' } }), 'the field err.detail'],
    ['the same of a cause', entry({ err: { ...error, cause: { ...error, command: {} } } }), 'the field err.command'],
    ['a line of no form', 'taken in: late again', 'a line that is not listed'],
    ['Chinese', inMessage('no such label: 物流太慢'), 'a text'],
    ['Chinese, escaped', inMessage('no such label').replace('label', '\\u7269\\u6d41'), 'a text'],
    ['Chinese of an address', inMessage('GET /v1/comments?text=%E7%89%A9'), 'a text'],
    ['an e-mail address', inMessage('mei@example.com'), 'an e-mail address'],
    ['a phone number', inMessage('called 138 0013 8000'), 'a phone number'],
    ['a card', inMessage('paid with 6222020200112233445'), 'a number of a card or a person'],
    ['an identity', inMessage('is 11010519491231002X'), 'a number of a card or a person'],
    ['a new key', inMessage(newKey()), 'an API key'],
    ['a key of the fakes', inMessage(keys.admin), 'an API key'],
    ['the admin key', inMessage(adminKey), 'a secret of the tests'],
    ['a password', inMessage(furnishedPassword), 'a secret of the tests'],
    ['a session', inMessage('__Host-huiyin-session=x'), 'a session'],
    ['a token', inMessage(`no such session: a${token}B1`), 'a token'],
    ['a set-up link elsewhere', inMessage(`/setup#token=a${token}B1`), 'a token'],
    ['a sealing key', inMessage(newSecretKey()), 'a sealing key'],
    ['a webhook secret', inMessage('whsec_aaaa'), 'a webhook secret'],
    ['a hash', inMessage('0123456789abcdef'.repeat(4)), 'a hash of a secret'],
    ['a header', inMessage('authorization: x'), 'an Authorization header'],
    ['a database with its password', inMessage('postgres://me:word@127.0.0.1/x'), 'a password in an address'],
    ['colours of a terminal', `${entry({})}\x1b[31m`, 'a control character'],
    ['a line within', `${entry({})}\rinjected`, 'a control character'],
  ])('%s', (_, line, fault) => {
    expect(faultsIn(line, 'out')).toContain(fault);
  });
});

describe('the logs of a run', () => {
  async function checked(files: Record<string, string>) {
    const folder = mkdtempSync(join(tmpdir(), 'huiyin-check-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const check = await checkLogs(folder);
    expect(readdirSync(folder)).toEqual(Object.keys(files).sort());
    rmSync(folder, { recursive: true });
    return check;
  }

  test('P2: are read whole, also longer than a piece and cut off at the end', async () => {
    const many = `${entry({})}\n`.repeat(10_000);
    const sound = await checked({ '1.out': many, '1.err': '', '2.out': many });
    expect(sound).toMatchObject({ logs: 2, lines: 20_000, bytes: 2 * many.length, faulty: 0, shown: [] });
    expect(tell(sound)).toBe('0 of 20,000 lines in the logs of 2 processes hold a text, a person or a secret');
    const torn = await checked({ '1.out': many + entry({}).slice(0, 40), '1.err': `Error: ${newKey()}` });
    expect(torn).toMatchObject({ lines: 10_002, faulty: 1 });
    expect(torn.shown[0]).toMatch(/^1\.err: an API key/);
  });

  test('P2 control: the log of an application that logs what it takes in does not pass', async () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    const world = Object.assign(createWorld(), { logger });
    const { ingest } = world.comments;
    const talks = { on: false };
    world.comments.ingest = (...args) => {
      if (talks.on) logger.info({ body: args[1] }, 'request completed');
      return ingest(...args);
    };
    const rig = await startRig(world);
    const send = (text: string) =>
      rig.call('POST', '/v1/comments', { json: { comments: [{ source: 's', externalId: text, text }] } });
    expect((await send('late again')).status).toBe(202);
    expect(await checked({ '1.out': lines.join('') })).toMatchObject({ lines: 1, faulty: 0 });
    talks.on = true;
    expect((await send('and again')).status).toBe(202);
    await rig.close();
    expect(await checked({ '1.out': lines.join('') })).toMatchObject({ lines: 3, faulty: 1 });
  });
});
