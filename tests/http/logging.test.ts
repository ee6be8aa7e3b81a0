import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { requestLog } from '../../src/http/logging.ts';

/** Lines that a service writes while it is asked. */
async function linesOf(ask: (url: string) => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const app = express();
  app.use((_request, response, next) => {
    Object.assign(response.locals, { requestId: 'r1', keyId: 'k1', route: '/v1/comments/:id' });
    next();
  }, requestLog(logger));
  app.get('/slow', () => {});
  app.get('/broken', (_request, response) => void response.status(503).end());
  app.use((_request, response) => void response.end('done'));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => server.close(resolve));
  return lines;
}

it('writes one line a request, without path, query, header and body', async () => {
  const headers = { authorization: 'Bearer secret' };
  const lines = await linesOf((url) =>
    fetch(`${url}/v1/comments/c1?text=secret`, { method: 'POST', headers, body: 'secret' }),
  );
  expect(lines).toEqual([
    {
      level: 30,
      requestId: 'r1',
      keyId: 'k1',
      method: 'POST',
      route: '/v1/comments/:id',
      status: 200,
      ms: expect.any(Number),
      msg: 'request completed',
    },
  ]);
});

it('says what failed and what was given up, and nothing of looks at its health', async () => {
  const lines = await linesOf(async (url) => {
    await fetch(`${url}/broken`);
    await fetch(`${url}/healthz`);
    await fetch(`${url}/readyz`);
    await fetch(`${url}/slow`, { signal: AbortSignal.timeout(50) }).catch(() => {});
  });
  // The service hears of a client that is gone a little later.
  await expect
    .poll(() => lines.map(({ level, status, msg }) => [level, status, msg]))
    .toEqual([
      [50, 503, 'request completed'],
      [30, 200, 'request aborted'],
    ]);
});
