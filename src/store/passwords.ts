import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AppError } from '../errors.ts';
import { toPassword } from '../feedback/signIn.ts';

/** 32 MiB and about a tenth of a second; docs/decisions/0008-sign-in.md. */
const cost = { ln: 15, r: 8, p: 1 };
const saltBytes = 16;
const keyBytes = 32;

/** Each takes memory, a core, and a thread of the pool that files are read with; the others wait. A core is left to the rest. */
const atOnce = availableParallelism() > 2 ? 2 : 1;
const waitingAtMost = 50;
let running = 0;
const waiting: (() => void)[] = [];

/** `$scrypt$ln=…,r=…,p=…$salt$key`, both base64: what it takes to check it is written into it. Throws `overloaded`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  return write(salt, await derive(password, salt, cost));
}

/** Takes as long without a hash, for people who do not exist, as with one. Throws `overloaded`. */
export async function fitsPassword(password: string, hash: string | null): Promise<boolean> {
  const { salt, key, ...parameters } = read(hash ?? nobodysHash);
  const derived = await derive(password, salt, parameters);
  return timingSafeEqual(derived, key) && hash !== null;
}

function write(salt: Buffer, key: Buffer): string {
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

const nobodysHash = write(Buffer.alloc(saltBytes), Buffer.alloc(keyBytes));

function read(hash: string) {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/=]{1,100})\$([\w+/=]{1,100})$/.exec(hash);
  if (!parts) throw new Error('a password hash of an unknown kind');
  const [ln, r, p] = parts.slice(1, 4).map(Number);
  return { ln: ln!, r: r!, p: p!, salt: Buffer.from(parts[4]!, 'base64'), key: Buffer.from(parts[5]!, 'base64') };
}

async function derive(password: string, salt: Buffer, { ln, r, p }: typeof cost): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 2 * 128 * 2 ** ln * r };
  await enter();
  try {
    return await scryptKey(toPassword(password), salt, options);
  } finally {
    leave();
  }
}

function scryptKey(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

async function enter(): Promise<void> {
  if (running < atOnce) {
    running++;
    return;
  }
  if (waiting.length >= waitingAtMost) throw new AppError('overloaded', 'Too many people sign in at once.');
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Hands its place on. */
function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}
