import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';
import type { Budget } from './budget.ts';

/** Longest wait for a body that is read whole, and for the next piece of a streamed one. */
const bodyDeadlineMs = 30_000;

/** The media type of the body, or an error: not one of `allowed`, another charset than UTF-8, or compressed. */
export function contentType<T extends string>(request: IncomingMessage, allowed: readonly T[]): T {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new AppError('unsupported_media_type', 'Compressed bodies are not accepted; send the body as it is.');
  }
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const match = allowed.find((candidate) => candidate === type.toLowerCase());
  if (match === undefined) {
    throw new AppError('unsupported_media_type', `The Content-Type must be ${allowed.join(' or ')}.`);
  }
  for (const parameter of parameters) {
    const charset = /^charset\s{0,5}=\s{0,5}"?([^"\s]*)"?$/i.exec(parameter)?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
      throw new AppError('unsupported_media_type', 'The charset must be UTF-8.');
    }
  }
  return match;
}

/**
 * Reads the whole body. Throws `body_too_large` as soon as it exceeds `maxBytes`, `timeout` when it does not come and
 * `overloaded` when `budget` is used up; what it takes of that is given back with the end of the answer.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
  budget: Budget,
): Promise<Buffer> {
  const tooLarge = () => new AppError('body_too_large', `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let taken = 0;
    response.once('close', () => budget.give(taken));
    const timer = setTimeout(() => settle(new AppError('timeout', 'The body did not arrive in time.')), bodyDeadlineMs);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return settle(tooLarge());
      if (!budget.take(chunk.length)) return settle(new AppError('overloaded', 'Too much is being received at once.'));
      taken += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = () => settle(null);
    const onClose = () => settle(aborted());
    function settle(error: AppError | null) {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onClose).off('close', onClose);
      if (error) reject(error);
      else resolve(Buffer.concat(chunks, size));
    }
    request.on('data', onData).on('end', onEnd).on('error', onClose).on('close', onClose);
  });
}

export function aborted(): AppError {
  return new AppError('invalid_request', 'The connection closed before the request was complete.');
}

/**
 * After an early refusal the client is still sending. Reading on for a while lets it see the answer instead of a
 * reset connection; beyond `lingerBytes` the connection is cut.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let left = lingerBytes;
  const timer = setTimeout(() => request.destroy(), lingerMs);
  request.on('error', () => {});
  request.on('close', () => clearTimeout(timer)).on('end', () => clearTimeout(timer));
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
export const lingerBytes = 16 * 1024 * 1024;
export const lingerMs = 5_000;
