/** Bar I10: no input reaches a prototype, a role or a workspace. 200 payloads over bodies, queries and columns. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, keys } from './fakes.ts';
import { type Rig, startRig } from './harness.ts';

const uploadDir = mkdtempSync(join(tmpdir(), 'huiyin-pollution-'));
let rig: Rig;
beforeAll(async () => {
  rig = await startRig(createWorld({ uploadDir }));
});
afterAll(async () => {
  await rig.close();
  rmSync(uploadDir, { recursive: true });
});

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupGetter__',
  'valueOf',
];
const bad = '{"polluted":true,"scopes":["admin"],"role":"admin","workspaceId":"b"}';
const comment = '"source":"s","text":"物流太慢"';
/** JSON as text: an object literal would lose `__proto__`. */
const bodies: [string, string, (name: string) => string][] = [
  ['POST', '/v1/comments', (name) => `{"comments":[{${comment},"${name}":${bad}}]}`],
  ['POST', '/v1/comments', (name) => `{"comments":[{${comment},"metadata":{"${name}":"x"}}]}`],
  ['POST', '/v1/comments', (name) => `{"comments":[{${comment},"ratings":{"${name}":1}}]}`],
  ['POST', '/v1/comments', (name) => `{"${name}":${bad},"comments":[{${comment}}]}`],
  [
    'POST',
    '/v1/comments',
    (name) => `{"comments":[{${comment},"metadata":{"a":"b","\\u005f_proto__":"x","${name}x":"y"}}]}`,
  ],
  ['POST', '/v1/analyze', (name) => `{"comments":[{"text":"好","${name}":${bad}}]}`],
  ['POST', '/v1/analyze', (name) => `{"${name}":{"${name}":${bad}},"comments":[{"text":"好"}]}`],
  ['PATCH', '/v1/workspace', (name) => `{"auditShare":0.1,"${name}":${bad}}`],
  ['POST', '/v1/keys', (name) => `{"name":"k","scopes":["read"],"${name}":${bad}}`],
  ['POST', '/v1/keys', (name) => `{"name":"k","scopes":["read"],"workspaceId":"b","${name}":1}`],
  ['POST', '/v1/users', (name) => `{"login":"l-${Math.random()}","name":"n","role":"reader","${name}":${bad}}`],
  ['POST', '/v1/filters', (name) => `{"name":"f","filter":{"channel":["c"],"${name}":${bad}}}`],
  ['POST', '/v1/filters', (name) => `{"name":"f","filter":{"metadata":{"${name}":["x"]}}}`],
  ['POST', '/v1/topics', (name) => `{"algorithm":"lda","k":2,"filters":{"${name}":${bad}}}`],
  ['POST', '/v1/erasures', (name) => `{"author":"a","${name}":${bad}}`],
  ['PUT', '/v1/synonyms', (name) => `{"groups":[{"term":"${name}","words":["x"],"${name}":${bad}}]}`],
  ['PUT', '/v1/lexicon', (name) => `{"words":["好看"],"${name}":${bad}}`],
  ['POST', '/v1/alerts', (name) => `{"name":"r","condition":{"kind":"label","labels":["a"],"${name}":${bad}}}`],
];
const queries = [
  '/v1/comments?{}=x',
  '/v1/comments?metadata.{}=x',
  '/v1/comments?metadata[{}]=x',
  '/v1/comments?{}[polluted]=x',
  '/v1/stats/breakdown?by={}',
  '/v1/stats/scores?by=metadata.{}',
  '/v1/comments?channel={}&channel={}',
];

test('I10 nothing that is sent becomes a prototype, a role or a workspace', async () => {
  const shape = Object.getOwnPropertyNames(Object.prototype).sort();
  let sent = 0;
  const check = async (what: string, reply: Promise<{ status: number; text: string }>) => {
    const { status, text } = await reply;
    sent++;
    expect(status, `${what}: ${text.slice(0, 300)}`).toBeLessThan(500);
    expect(({} as { polluted?: unknown }).polluted, what).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype).sort(), what).toEqual(shape);
    if (status < 300) expect(text).not.toContain('polluted');
  };
  for (const name of names) {
    for (const [method, path, body] of bodies) {
      const headers = { 'content-type': 'application/json' };
      await check(`${path} ${body(name)}`, rig.call(method, path, { body: body(name), headers }));
    }
    for (const query of queries) {
      const path = query.replaceAll('{}', name);
      await check(path, rig.call('GET', path));
    }
    const form = new FormData();
    form.set('file', new Blob([`text,${name},metadata.${name}\n好,{"polluted":true},x\n`]), 'a.csv');
    form.set('columns', `{"text":"text","${name}":"metadata.${name}"}`);
    await check(`import ${name}`, rig.call('POST', '/v1/imports', { body: form }));
  }
  expect(sent).toBeGreaterThanOrEqual(200);
  // Nobody became somebody.
  expect((await rig.call('GET', '/v1/keys', { key: keys.read })).status).toBe(403);
  const { json } = await rig.call('GET', '/v1/workspace', { key: keys.read });
  expect(json.id).toBe('a');
});

test('I10 control: a recursive merge would have been noticed', () => {
  const merge = (into: Record<string, unknown>, from: Record<string, unknown>): void => {
    for (const key of Object.keys(from)) {
      if (typeof from[key] !== 'object') into[key] = from[key];
      else {
        into[key] ??= {};
        merge(into[key] as Record<string, unknown>, from[key] as Record<string, unknown>);
      }
    }
  };
  try {
    merge({}, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(({} as { polluted?: unknown }).polluted).toBe(true);
  } finally {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  }
});
