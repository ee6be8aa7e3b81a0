/** Alerts of the real service, through its workers and its clock. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../rig/eventually.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const folder = temporaryFolder('alerts');
let service: RunningService;
beforeAll(async () => {
  service = await startService(folder.path);
  await untilReady(service);
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

const send = async (texts: string[], rating = 1) => {
  const comments = texts.map((text) => ({ source: 'test', text, rating }));
  const answer = await service.call('POST', '/v1/comments?wait=true', { comments });
  expect(answer.status).toBe(200);
};
const raised = async () => (await service.call('GET', '/v1/alerts/raised')).body.items;

test('a complaint raises an alert, a denied one does not, and the preview says so beforehand', async () => {
  const before = ['我要投诉你们', '一直没有投诉过', '這次真的要投訴了'];
  await send(before);
  const condition = { kind: 'keyword', words: ['投诉', '失望'] };
  const preview = await service.call('POST', '/v1/alerts/preview', { condition });
  expect(preview.body).toMatchObject({ alerts: 2, examined: 3, complete: true });
  const rule = await service.call('POST', '/v1/alerts', { name: '投诉', condition, department: '客服部' });
  expect(rule.status).toBe(201);
  await send(['没有让我失望', '包装破损，太失望了', '客服态度很好']);
  const [alert, ...more] = await raised();
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ kind: 'keyword', department: '客服部', found: { words: [{ word: '失望' }] } });
  const job = await service.call('POST', '/v1/reanalyses');
  await eventually(async () =>
    expect((await service.call('GET', `/v1/jobs/${job.body.id}`)).body.state).toBe('succeeded'),
  );
  // The rule now sees those from before it, too; the one that was raised is not raised again.
  expect(await raised()).toHaveLength(3);
  const summary = await service.call('GET', '/v1/stats/summary');
  expect(summary.body.alerts).toEqual({ open: 3 });
});

test('a figure beyond its line raises an alert by the clock', async () => {
  const condition = { kind: 'threshold', measure: 'csat', side: 'below', value: 0.8, minComments: 3 };
  await service.call('POST', '/v1/alerts', { name: 'CSAT', condition });
  await eventually(async () =>
    expect((await raised()).filter(({ kind }: any) => kind === 'threshold')).toMatchObject([{ commentId: null }]),
  );
});
