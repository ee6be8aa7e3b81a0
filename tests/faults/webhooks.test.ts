import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { say, startReceiver } from '../jobs/webhooks/receiver.ts';
import { eventually } from '../rig/eventually.ts';
import { startService, temporaryFolder, untilReady } from '../rig/service.ts';

test('D10: what was on its way when the process was killed arrives after the next start, with the same id', async () => {
  const folder = temporaryFolder('webhooks');
  const receiver = await startReceiver(() => {});
  const env = { HUIYIN_WEBHOOK_PRIVATE: 'allow' };
  let service = await startService(folder.path, env);
  await untilReady(service);
  const made = await service.call('POST', '/v1/webhooks', { url: receiver.url, events: ['comment.analysed'] });
  expect(made.status).toBe(201);
  const texts = ['物流太慢了，等了一周。', '客服态度很好。', '包装破损，很失望。'];
  const comments = texts.map((text) => ({ source: 'test', text }));
  expect((await service.call('POST', '/v1/comments?wait=true', { comments })).status).toBe(200);
  await eventually(() => expect(receiver.received).toHaveLength(3));
  await service.kill();
  const first = receiver.received.map(({ headers }) => headers['webhook-id']).sort();
  expect(new Set(first).size).toBe(3);
  receiver.received.length = 0;
  receiver.behave.answer = say(200);

  service = await startService(folder.path, env);
  await eventually(() => expect(receiver.received).toHaveLength(3));
  expect(receiver.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual(first);
  for (const { headers, body } of receiver.received)
    new Webhook(made.body.secret).verify(body, headers as Record<string, string>);
  await eventually(async () => {
    const log = await service.call('GET', `/v1/webhooks/${made.body.endpoint.id}/deliveries`);
    expect(log.body.items.map(({ state }: { state: string }) => state)).toEqual(Array(3).fill('delivered'));
  });
  expect(await service.stop()).toBe(0);
  await receiver.close();
  folder.remove();
});

test('by default nothing private can be registered', async () => {
  const folder = temporaryFolder('webhooks');
  const service = await startService(folder.path);
  await untilReady(service);
  for (const url of ['http://127.0.0.1:1/', 'https://localhost/', 'https://[::1]/', 'https://0x7f.1/']) {
    const made = await service.call('POST', '/v1/webhooks', { url, events: ['comment.analysed'] });
    expect(made).toMatchObject({ status: 422, body: { code: 'address_refused', errors: [{ pointer: '/url' }] } });
  }
  await service.stop();
  folder.remove();
});
