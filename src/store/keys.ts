import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const keyPrefix = 'hy_';

/** `hy_`, 32 random bytes, and six characters of checksum by which secret scanners tell a key from noise. */
export function newKey(): string {
  const body = keyPrefix + randomBytes(32).toString('base64url');
  return body + checksum(body);
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 6);
}

/** 256 random bits: for set-up links, invitations and sessions. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 is enough for secrets of 256 random bits; only this is stored. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
