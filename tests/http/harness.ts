/** A real server on loopback around the application, and ways to talk to it. */

import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
import { createApp } from '../../src/http/app.ts';
import { statusOf } from '../../src/http/problem.ts';
import type { Route } from '../../src/http/route.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createWorld, keys, type World } from './fakes.ts';

export interface Rig {
  world: World;
  server: Server;
  url: string;
  port: number;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
}

interface CallOptions {
  /** null: none. Default: the admin key of workspace a. */
  key?: string | null;
  json?: unknown;
  body?: string | Buffer | FormData;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: any;
}

export async function startRig(world: World = createWorld(), routes?: Route[], patienceMs?: number): Promise<Rig> {
  const server = createHttpServer(createApp(world, routes), patienceMs);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${port}`;
  return {
    world,
    server,
    url,
    port,
    call: (method, path, options) => call(url, method, path, options),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const { key = keys.admin, json, body } = options;
  const headers: Record<string, string> = { ...options.headers };
  if (key !== null) headers.authorization ??= `Bearer ${key}`;
  if (json !== undefined) headers['content-type'] ??= 'application/json';
  const content = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(url + path, {
    method,
    headers,
    redirect: 'manual',
    ...(content === undefined ? {} : { body: content, duplex: 'half' }),
  } as RequestInit);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

interface RawOptions {
  /** Enough has come back. Without it the answer ends when the server closes. */
  enough?: (answer: string) => boolean;
  /** Silence after which the client closes. */
  quietMs?: number;
}

/** Sends bytes as they are and answers what comes back. */
export function sendRaw(
  port: number,
  bytes: Buffer | string,
  { enough = () => false, quietMs = 20_000 }: RawOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (enough(answer)) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
    );
    socket.on('close', () => resolve(answer));
  });
}

export const leaks =
  /node_modules|\.[jt]s:\d|\bat \w+ \(|SELECT |INSERT |UPDATE |sqlite|\/work\/|\/srv\/|ZodError|undefined/;

/** Checks that the reply is a whole, honest problem document; `pointer` must be among its errors. */
export function expectProblem(reply: Reply, code: ProblemCode, pointer?: string): void {
  expect(reply.json?.code, reply.text.slice(0, 500)).toBe(code);
  expectSoundProblem(reply);
  expect(reply.status).toBe(statusOf[code]);
  if (pointer !== undefined) {
    const pointers = reply.json.errors.map((error: { pointer?: string }) => error.pointer);
    expect(pointers).toContain(pointer);
  }
}

function expectSoundProblem(reply: Reply): void {
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(reply.json.status).toBe(reply.status);
  expect(reply.json.type).toBe(`urn:huiyin:problem:${reply.json.code}`);
  expect(reply.json.requestId).toBe(reply.headers.get('x-request-id'));
  expect(statusOf[reply.json.code as ProblemCode]).toBe(reply.status);
  expect(reply.text).not.toMatch(leaks);
}
