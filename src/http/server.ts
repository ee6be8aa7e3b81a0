import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { lingerBytes, lingerMs } from './body.ts';
import { problemHeaders, sendProblem, statusOf, titleOf, toProblemDocument } from './problem.ts';

const serverOptions = {
  maxHeaderSize: limits.headerBytes,
  headersTimeout: 10_000,
  /** For the longest upload; ordinary bodies and idle streams have deadlines of their own in `body.ts` and `ingestStream.ts`. */
  requestTimeout: 60 * 60_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 2_000,
  /** The application answers a missing Host itself, as a problem. */
  requireHostHeader: false,
};
const requestsPerSocket = 10_000;
/** Open connections; more are closed at once. Each is a few kilobytes while it is idle. */
const connectionsAtMost = 10_000;
/** A client that takes nothing of its answer for this long, or twice, as Node counts, has gone, or means harm. */
const stalledMs = 15_000;
/** After the order to stop: looks without a request until the door is closed, and looks at most, so many ms apart. */
const silentLooks = 6;
const mostLooks = 40;
const lookEveryMs = 50;

/**
 * A server for the application that is not yet listening. Its own complaints are problem documents too. `patienceMs`: so
 * long a connection may be idle, or an answer wait to be taken.
 */
export function createHttpServer(app: Express, patienceMs = stalledMs): Server {
  const server = createServer(serverOptions, app);
  // By default headers beyond the 2,000th are dropped without a word; their size is limited instead.
  server.maxHeadersCount = 0;
  server.maxRequestsPerSocket = requestsPerSocket;
  server.maxConnections = connectionsAtMost;
  server.setTimeout(patienceMs, reap);
  server.on('clientError', answerClientError);
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('Connection', 'close');
    sendProblem(response, new AppError('invalid_request', 'This expectation cannot be met.'), requestId);
  });
  return server;
}

/** Nothing has moved on the connection: it is closed when it is idle, or when an answer waits to be taken. */
function reap(socket: Socket): void {
  // Node leaves null where an answer has been given.
  if (!(socket as HttpSocket)._httpMessage || socket.writableLength > 0) socket.destroy();
}

/**
 * Stops gracefully: not ready at once, every answer from now on closes its connection, and when no request comes any more
 * no new connections; requests in progress are finished, endless answers end. What is left after `deadlineMs` is cut.
 * Resolves when the server is closed.
 */
export async function drain(server: Server, stopping: AbortController, deadlineMs: number): Promise<void> {
  stopping.abort();
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    server.closeAllConnections();
  }, deadlineMs);
  await quiet(server, () => late);
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // An idle keep-alive connection would hold the server open, and one that just finished becomes idle.
  const reaper = setInterval(() => server.closeIdleConnections(), 100);
  if (late) server.closeAllConnections();
  await closed;
  clearInterval(reaper);
  clearTimeout(deadline);
}

/**
 * Resolves when no request has come for a while. A close would cut connections that wait to be accepted, and idle ones on
 * which a request is on its way. Looks are counted and not milliseconds: between two of them the sockets have been read.
 */
function quiet(server: Server, isLate: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let looks = 0;
    let silent = 0;
    const heard = (): void => {
      silent = 0;
    };
    server.on('request', heard);
    const timer = setInterval(() => {
      looks++;
      silent++;
      if (silent < silentLooks && looks < mostLooks && !isLate()) return;
      clearInterval(timer);
      server.off('request', heard);
      resolve();
    }, lookEveryMs);
  });
}

type HttpSocket = Socket & { _httpMessage?: ServerResponse };
type ClientError = NodeJS.ErrnoException & { rawPacket?: Buffer };

/** Sockets that were answered so, by the bytes that had come until then. */
const refused = new WeakMap<Socket, number>();

/** Answers what never became a request, as the parser of Node sees it, and closes the connection. */
function answerClientError(error: ClientError, socket: HttpSocket): void {
  const known = refused.get(socket);
  // The parser complains of each further piece of what is refused already.
  if (known !== undefined && error.code !== 'ECONNRESET' && socket.bytesRead - known <= lingerBytes) return;
  // Within an answer that has begun, another one would be taken for a part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const problem = toClientProblem(error.code);
  const requestId = randomUUID();
  const body = JSON.stringify(toProblemDocument(problem, requestId));
  const headers = {
    ...problemHeaders(problem),
    'X-Request-Id': requestId,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // The answer to HEAD has no body; an unreadable request is known by its bytes only.
  const headOnly = error.rawPacket?.subarray(0, 5).toString('latin1') === 'HEAD ';
  const reason = titleOf(problem.code);
  socket.end(`HTTP/1.1 ${statusOf[problem.code]} ${reason}\r\n${head.join('')}\r\n${headOnly ? '' : body}`);
  refused.set(socket, socket.bytesRead);
  // A client that is still sending must see the answer, and one that keeps its side open is not waited for.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

function toClientProblem(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new AppError('header_too_large', `The headers are larger than ${limits.headerBytes} bytes.`);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('timeout', 'The request did not arrive in time.');
  return new AppError('invalid_request', 'This is not a valid HTTP request.');
}
