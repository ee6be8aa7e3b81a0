/** Requests from the route table: right ones by the schemas, then made wrong in one or two ways. */
import fc, { type Arbitrary } from 'fast-check';
import type { z } from 'zod';
import type { Route } from '../../../src/http/route.ts';
import { commentInputSchema } from '../../../src/http/schemas/comment.ts';
import { keys } from '../fakes.ts';

export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

type Def = { type: string; [part: string]: unknown };

/** Values that a schema would mostly accept. */
function valuesOf(schema: z.ZodType): Arbitrary<unknown> {
  const def = schema.def as unknown as Def;
  switch (def.type) {
    case 'object': {
      const shape = Object.entries((schema as z.ZodObject).shape);
      return fc.record(Object.fromEntries(shape.map(([name, part]) => [name, fieldValues(name, part as z.ZodType)])));
    }
    case 'optional':
    case 'default':
    case 'nullable':
      return fc.option(valuesOf(def.innerType as z.ZodType), { nil: undefined });
    case 'array':
      return fc.array(valuesOf(def.element as z.ZodType), { minLength: 1, maxLength: 3 });
    case 'record':
      return fc.dictionary(fc.constantFrom('a', '物流', 'b/c'), valuesOf(def.valueType as z.ZodType), { maxKeys: 2 });
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries as Record<string, string>));
    case 'number':
      return fc.constantFrom(1, 5, 0.5, 3);
    case 'pipe':
      return valuesOf(def.in as z.ZodType);
    case 'unknown':
      return valuesOf(commentInputSchema);
    default:
      return fc.constantFrom('好', 'cx', '物流太慢了', '10', 'true', '2026-05-03', '2099-05-03T10:00:00Z', 'zh-Hans');
  }
}

function fieldValues(name: string, schema: z.ZodType): Arbitrary<unknown> {
  if (name === 'text') return fc.constantFrom('物流太慢了', 'Not bad at all', '好');
  if (name === 'language') return fc.constantFrom('zh-CN', 'en');
  return valuesOf(schema);
}

const oddValues: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  'x'.repeat(21_000),
  '\ud800',
  'a\0b',
  '\u202e\u200b',
  '好'.repeat(300),
  [],
  {},
  [[[]]],
  [null],
  { a: { b: { c: {} } } },
  { length: -1 },
  JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`),
  Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`k${at}`, at])),
];

/** Replaces, removes or adds one thing somewhere inside. */
function damageValue(value: unknown, place: number, odd: unknown, how: number): unknown {
  if (value === null || typeof value !== 'object') return odd;
  const names = Object.keys(value);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  if (how === 0 && !Array.isArray(copy)) return { ...copy, [`extra${place % 5}`]: odd };
  const name = names[place % Math.max(1, names.length)];
  if (name === undefined) return odd;
  const target = copy as Record<string, unknown>;
  if (how === 1) delete target[name];
  else target[name] = how === 2 ? odd : damageValue(target[name], Math.floor(place / 7), odd, how === 3 ? 2 : how - 4);
  return copy;
}

const textDamages: ((text: string, at: number) => string)[] = [
  (text, at) => text.slice(0, at % (text.length + 1)),
  (text, at) => `${text.slice(0, at % text.length)},${text.slice(at % text.length)}`,
  (text, at) => `${text.slice(0, at % text.length)}"${text.slice(at % text.length)}`,
  (text) => text.replace('{', '{"__proto__":{"x":1},'),
  (text) => text.replace('{', '{"constructor":1,'),
  (text) => text.replace('{', '{"a":1,"a":2,'),
  (text) => text.replace('{', '{"n":123456789012345678901234567890,'),
  (text) => text.replace('{', `{"d":${'['.repeat(100)}`),
  (text) => `\ufeff${text}`,
  (text) => `/* */${text}`,
  (text) => text.replaceAll('"', "'"),
  (text) => `${text} ${text}`,
  (text) => text + ' '.repeat(2_000_000),
  (text) => text.replaceAll(':', ': NaN,'),
  () => '',
  () => '"\\ud800"',
];

const byteDamages: ((bytes: Buffer, at: number) => Buffer)[] = [
  (bytes) => bytes,
  (bytes, at) =>
    Buffer.concat([
      bytes.subarray(0, at % (bytes.length + 1)),
      Buffer.from([0xff]),
      bytes.subarray(at % (bytes.length + 1)),
    ]),
  (bytes) => Buffer.from(bytes.toString(), 'utf16le'),
  (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([0xc3])]),
  (bytes, at) =>
    Buffer.from(bytes.map((byte, place) => (place === at % Math.max(1, bytes.length) ? byte ^ 0x80 : byte))),
];

const contentTypes = [
  'text/plain',
  'application/xml',
  'application/json; charset=gb18030',
  'application/json; charset="',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-ndjson',
  'APPLICATION/JSON',
  ';;;',
];

const oddHeaders: Record<string, string>[] = [
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br, gzip' },
  { 'idempotency-key': 'x'.repeat(300) },
  { 'idempotency-key': 'a b' },
  { authorization: 'Bearer ' },
  { authorization: 'Basic YTpi' },
  { authorization: `Bearer ${'k'.repeat(3000)}` },
  { authorization: "Bearer ' OR 1=1 --" },
  { 'x-long': 'x'.repeat(17_000) },
  { 'if-none-match': '*' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': '1.2.3.4' },
  { range: 'bytes=0-' },
];

const oddParameters = [
  'colour=red',
  '__proto__=1',
  'constructor[prototype]=1',
  'limit=-1',
  'limit=1e3',
  'limit=%00',
  'text=%ff',
  'text=%',
  'text=%ed%a0%80',
  'cursor=%F0%9F%98%80',
  'from=yesterday',
  'from=2026-13-01',
  'metadata.=x',
  'metadata.__proto__=x',
  'metadata.a=',
  'label=../../etc',
  'sort=1;DROP%20TABLE',
  '=',
  '&&&',
  `channel=${'x'.repeat(5000)}`,
  'wait=maybe',
  'rating[min]=1',
  'limit=1&limit=2',
];

const oddIds = ['nothing', '%00', '%2e%2e', '..%2f..', "'", '%ff', 'a'.repeat(150), '-1', '%F0%9F%98%80', 'null', '0'];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'];

export function requestsOf(routes: Route[]): Arbitrary<FuzzRequest> {
  return fc.oneof(...routes.map((route) => ({ weight: route.request ? 4 : 3, arbitrary: requestsOfRoute(route) })));
}

function requestsOfRoute(route: Route): Arbitrary<FuzzRequest> {
  const { query, body } = route.request ?? {};
  const bodySchema = body?.json?.schema ?? Object.values(body?.streamed ?? {})[0];
  const parts = fc.record({
    method: often(fc.constant(route.method.toUpperCase()), fc.constantFrom(...methods), 12),
    id: fc.constantFrom(...oddIds),
    query: often(query ? valuesOf(query) : fc.constant({}), fc.constant({}), 2),
    parameter: often(fc.constant(''), fc.constantFrom(...oddParameters), query ? 1 : 6),
    value: bodySchema ? valuesOf(bodySchema) : fc.constant(undefined),
    damages: fc.array(fc.tuple(fc.nat(10_000), fc.constantFrom(...oddValues), fc.nat(6)), {
      minLength: 1,
      maxLength: 2,
    }),
    text: often(
      fc.constant((text: string) => text),
      fc.constantFrom(...textDamages),
      3,
    ),
    bytes: often(
      fc.constant((bytes: Buffer) => bytes),
      fc.constantFrom(...byteDamages),
      6,
    ),
    at: fc.nat(100_000),
    type: often(fc.constant(undefined), fc.constantFrom(...contentTypes), 8),
    headers: often(fc.constant({}), fc.constantFrom(...oddHeaders), 8),
    key: often(fc.constant(keys.admin), fc.constantFrom(keys.ingest, keys.read, keys.review, keys.other, 'none'), 10),
  });
  return parts.map((part): FuzzRequest => {
    const search = new URLSearchParams(Object.entries(part.query as object).flatMap(parametersOf));
    const path = route.path.replace(/:\w+/, part.id);
    const full = [search.toString(), part.parameter].filter(Boolean).join('&');
    const damaged = part.damages.reduce((value, [place, odd, how]) => damageValue(value, place, odd, how), part.value);
    const text = part.value === undefined ? undefined : part.text(JSON.stringify(damaged) ?? '', part.at);
    const type = part.type ?? (body?.json ? 'application/json' : Object.keys(body?.streamed ?? {})[0]);
    return {
      method: part.method,
      path: full === '' ? path : `${path}?${full}`,
      headers: {
        authorization: `Bearer ${part.key}`,
        ...(text !== undefined && type !== undefined ? { 'content-type': type } : {}),
        ...part.headers,
      },
      body: text === undefined ? undefined : part.bytes(Buffer.from(text), part.at),
    };
  });
}

function often<A, B>(usual: Arbitrary<A>, odd: Arbitrary<B>, weight: number): Arbitrary<A | B> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

const headDamages: ((head: string, length: number) => string)[] = [
  (head, length) => `${head}Content-Length: ${length + 50}\r\n`,
  (head, length) => `${head}Content-Length: ${Math.max(0, length - 3)}\r\n`,
  (head, length) => `${head}Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n`,
  (head, length) => `${head}Content-Length: ${length}\r\nContent-Length: ${length + 1}\r\n`,
  (head) => `${head}Content-Length: -5\r\n`,
  (head) => `${head}Content-Length: 1e3\r\n`,
  (head) => `${head}Content-Length: 99999999999999999999\r\n`,
  (head) => `${head}Transfer-Encoding: chunked\r\n`,
  (head) => `${head}Transfer-Encoding: xchunked\r\n`,
  (head, length) => `${head.replace('HTTP/1.1', 'HTTP/1.0')}Content-Length: ${length}\r\n`,
  (head, length) => `${head.replace('HTTP/1.1', 'HTTP/3.7')}Content-Length: ${length}\r\n`,
  (head, length) => `${head.replace('Host: x\r\n', '')}Content-Length: ${length}\r\n`,
  (head, length) => `${head}Host: y\r\nContent-Length: ${length}\r\n`,
  (head, length) => `${head}Expect: 100-continue\r\nContent-Length: ${length}\r\n`,
  (head, length) => `${head}Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: ${length}\r\n`,
  (head, length) => `${head.replaceAll('\r\n', '\n')}Content-Length: ${length}\n`,
  (head, length) => `${head}X: \u0001\u0000\r\nContent-Length: ${length}\r\n`,
  (head, length) => `${head.replace('/', '\\')}Content-Length: ${length}\r\n`,
  (head, length) => `${head.replace('/', 'http://elsewhere/')}Content-Length: ${length}\r\n`,
  (head, length) => `${head.replace(/ /, '  ')}Content-Length: ${length}\r\n`,
];

/** The bytes of a request whose head does not fit its body, cut somewhere now and then. */
export function rawRequestsOf(routes: Route[]): Arbitrary<Buffer> {
  const parts = fc.tuple(requestsOf(routes), fc.constantFrom(...headDamages), fc.nat(100_000), fc.nat(3));
  return parts.map(([{ method, path, headers, body = Buffer.alloc(0) }, damage, at, cut]) => {
    const lines = Object.entries({ Host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = damage(`${method} ${path} HTTP/1.1\r\n${lines.join('')}`, body.length);
    const whole = Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body.subarray(0, 100_000)]);
    return cut === 0 ? whole.subarray(0, at % whole.length) : whole;
  });
}

function parametersOf([name, value]: [string, unknown]): [string, string][] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => parametersOf([name, one]));
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, one]) => parametersOf([`${name}.${key}`, one]));
}
