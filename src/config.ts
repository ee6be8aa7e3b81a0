import { isIP } from 'node:net';
import { AppError, type Problem, type Result } from './errors.ts';

export const segmenters = ['jieba', 'jieba-rs', 'nodejieba'] as const;
export const roles = ['all', 'api', 'worker'] as const;

export interface Config {
  /** What this process does of the service: answer requests, do the work behind them, or both. */
  role: (typeof roles)[number];
  /** Redis, which wakes workers; null: calls within this process, and looking now and then. */
  redisUrl: string | null;
  host: string;
  port: number;
  dataDir: string;
  /** postgres://…, with a password in it; null: the embedded database in `dataDir`. */
  databaseUrl: string | null;
  /** Number of analysis workers. */
  workers: number;
  /** Bootstrap key for unattended set-up; null: the first start prints a set-up link. */
  adminKey: string | null;
  /** Seals secrets in the database; null: that of the data folder. */
  secretKey: string | null;
  maskPersonalData: boolean;
  /** Shape of order numbers to mask, from `HUIYIN_ORDER_NUMBERS`. */
  orderNumberPattern: RegExp | undefined;
  segmenter: (typeof segmenters)[number];
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Requests a minute and key or person. */
  rateLimit: number;
  /** Scheme, host and port that browsers use, from `HUIYIN_PUBLIC_URL`; null: where the service listens. */
  publicOrigin: string | null;
  /** Addresses and networks. */
  trustedProxies: string[];
  /** Backups in the data folder that stay when a new one is made. */
  backupsKept: number;
  /** Webhooks may go to loopback and private addresses. */
  privateWebhooks: boolean;
}

interface Setting {
  name: string;
  default: string;
  meaning: string;
}

/** Every environment variable that the service reads; `docs/operations.md` shows this table. */
export const settings: readonly Setting[] = [
  {
    name: 'HUIYIN_ROLE',
    default: 'all',
    meaning: 'all, api (requests only) or worker (background work only); the latter two need DATABASE_URL',
  },
  {
    name: 'REDIS_URL',
    default: '',
    meaning:
      'Redis (redis:// or rediss://) that wakes the workers of other processes at once; it keeps nothing that matters',
  },
  { name: 'HUIYIN_HOST', default: '127.0.0.1', meaning: 'address to listen on' },
  { name: 'HUIYIN_PORT', default: '3000', meaning: 'port to listen on; 0 picks a free one' },
  {
    name: 'HUIYIN_DATA_DIR',
    default: './data',
    meaning: 'folder of the embedded database, of uploads and of the workspaces’ models',
  },
  {
    name: 'DATABASE_URL',
    default: '',
    meaning: 'PostgreSQL 15 or later instead of the embedded database, as postgres://user:password@host:5432/database',
  },
  { name: 'HUIYIN_WORKERS', default: 'number of cores; as api at most 2', meaning: 'analysis workers, 1–64' },
  {
    name: 'HUIYIN_ADMIN_KEY',
    default: '',
    meaning: 'bootstrap admin key for unattended set-up, at least 32 characters',
  },
  {
    name: 'HUIYIN_SECRET_KEY',
    default: 'secret.key in the data folder; with DATABASE_URL one in the database',
    meaning: 'key that seals webhook secrets in the database, at least 32 characters; the same on every machine',
  },
  { name: 'HUIYIN_PII', default: 'mask', meaning: 'mask or keep personal data found in comments' },
  {
    name: 'HUIYIN_ORDER_NUMBERS',
    default: '',
    meaning:
      'shapes of order numbers to mask, parted by commas: # is a digit, @ a letter, the rest stands for itself (DD########)',
  },
  { name: 'HUIYIN_SEGMENTER', default: 'jieba', meaning: 'jieba, jieba-rs or nodejieba' },
  { name: 'HUIYIN_LOG_LEVEL', default: 'info', meaning: 'silent, error, warn, info or debug' },
  { name: 'HUIYIN_RATE_LIMIT', default: '6000', meaning: 'requests a minute and key or person' },
  {
    name: 'HUIYIN_PUBLIC_URL',
    default: '',
    meaning: 'address under which browsers reach the service, without a path; with https cookies are Secure',
  },
  {
    name: 'HUIYIN_TRUSTED_PROXIES',
    default: '',
    meaning: 'addresses or networks (10.0.0.0/8), parted by commas, of proxies whose X-Forwarded-For is believed',
  },
  {
    name: 'HUIYIN_WEBHOOK_PRIVATE',
    default: 'refuse',
    meaning: 'refuse or allow webhooks to loopback and private addresses, there also by http and on any port',
  },
  {
    name: 'HUIYIN_BACKUPS_KEPT',
    default: '7',
    meaning: 'backups made by the service that stay in its data folder, 1–1000',
  },
  {
    name: 'HUIYIN_BACKUP_PASSPHRASE',
    default: '',
    meaning: 'passphrase of at least 12 characters with which the commands backup and restore encrypt and decrypt',
  },
  {
    name: 'HUIYIN_URL',
    default: 'http://127.0.0.1:3000',
    meaning: 'service that the commands import, sample, train and backup talk to',
  },
  { name: 'HUIYIN_KEY', default: '', meaning: 'API key of the commands import, sample, train and backup' },
];

/** Analysis workers of a process that answers requests only. */
const apiWorkers = 2;

/** Reads the configuration, or answers everything that is wrong with it at once. The only reader of `process.env`. */
export function readConfig(env: Record<string, string | undefined>, cores: number): Result<Config> {
  const problems: Problem[] = [];
  const refuse = (name: string, detail: string): void => {
    problems.push({ code: 'invalid_format', pointer: name, detail: `${name}: ${detail}` });
  };
  for (const name of Object.keys(env))
    if (name.startsWith('HUIYIN_') && !settings.some((setting) => setting.name === name))
      refuse(name, 'no such setting');

  const text = (name: string, fallback: string): string => env[name] || fallback;
  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const value = Number(text(name, String(fallback)));
    if (!Number.isInteger(value) || value < min || value > max) refuse(name, `a whole number from ${min} to ${max}`);
    return value;
  };
  const choice = <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
    const value = text(name, fallback) as T;
    if (!choices.includes(value)) refuse(name, `one of ${choices.join(', ')}`);
    return value;
  };

  const adminKey = env.HUIYIN_ADMIN_KEY || null;
  if (adminKey !== null && (adminKey.length < 32 || /\s/.test(adminKey)))
    refuse('HUIYIN_ADMIN_KEY', 'at least 32 characters, no blanks');
  const secretKey = env.HUIYIN_SECRET_KEY || null;
  if (secretKey !== null && (secretKey.length < 32 || /\s/.test(secretKey)))
    refuse('HUIYIN_SECRET_KEY', 'at least 32 characters, no blanks');
  const role = choice('HUIYIN_ROLE', roles, 'all');
  if ((role === 'api' || role === 'worker') && !env.DATABASE_URL)
    refuse('HUIYIN_ROLE', 'the embedded database is of one process: set DATABASE_URL, or the role to all');
  const config: Config = {
    role,
    host: text('HUIYIN_HOST', '127.0.0.1'),
    port: integer('HUIYIN_PORT', 3000, 0, 65_535),
    dataDir: text('HUIYIN_DATA_DIR', './data'),
    databaseUrl: databaseUrl(env.DATABASE_URL || null, (detail) => refuse('DATABASE_URL', detail)),
    redisUrl: redisUrl(env.REDIS_URL || null, (detail) => refuse('REDIS_URL', detail)),
    workers: integer('HUIYIN_WORKERS', Math.min(cores, role === 'api' ? apiWorkers : 64), 1, 64),
    adminKey,
    secretKey,
    maskPersonalData: choice('HUIYIN_PII', ['mask', 'keep'], 'mask') === 'mask',
    orderNumberPattern: orderNumbers(text('HUIYIN_ORDER_NUMBERS', ''), (detail) =>
      refuse('HUIYIN_ORDER_NUMBERS', detail),
    ),
    segmenter: choice('HUIYIN_SEGMENTER', segmenters, 'jieba'),
    logLevel: choice('HUIYIN_LOG_LEVEL', ['silent', 'error', 'warn', 'info', 'debug'], 'info'),
    rateLimit: integer('HUIYIN_RATE_LIMIT', 6000, 1, 10_000_000),
    publicOrigin: origin(env.HUIYIN_PUBLIC_URL || null, (detail) => refuse('HUIYIN_PUBLIC_URL', detail)),
    backupsKept: integer('HUIYIN_BACKUPS_KEPT', 7, 1, 1000),
    privateWebhooks: choice('HUIYIN_WEBHOOK_PRIVATE', ['refuse', 'allow'], 'refuse') === 'allow',
    trustedProxies: networks(text('HUIYIN_TRUSTED_PROXIES', ''), (detail) => refuse('HUIYIN_TRUSTED_PROXIES', detail)),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: config };
}

/** The configuration, or an `AppError` with everything that is wrong with it. */
export function requireConfig(env: Record<string, string | undefined>, cores: number): Config {
  const config = readConfig(env, cores);
  if (config.ok) return config.value;
  throw new AppError('invalid_request', 'The configuration is not sound.', { problems: config.problems });
}

/** What is refused is not repeated: there may be a password in it. */
function databaseUrl(url: string | null, refuse: (detail: string) => void): string | null {
  if (url === null) return null;
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url) && new URL(url).pathname.length > 1) return url;
  refuse('an address such as postgres://user:password@host:5432/database');
  return null;
}

/** Nor is this one. */
function redisUrl(url: string | null, refuse: (detail: string) => void): string | null {
  if (url === null) return null;
  if (/^rediss?:\/\//.test(url) && URL.canParse(url) && new URL(url).hostname !== '') return url;
  refuse('an address such as redis://user:password@host:6379/0, or rediss:// for TLS');
  return null;
}

function origin(url: string | null, refuse: (detail: string) => void): string | null {
  if (url === null) return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  // What is left of an address that is nothing but an origin.
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.href === `${parsed.origin}/`) return parsed.origin;
  refuse('an address such as https://feedback.example.com, without a path');
  return null;
}

function networks(list: string, refuse: (detail: string) => void): string[] {
  const entries = list.split(',').map((entry) => entry.trim());
  if (list === '') return [];
  const sound = entries.every((entry) => {
    const [address = '', bits = '0', ...more] = entry.split('/');
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
    return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
  });
  if (!sound) refuse('addresses or networks such as 10.0.0.1 or 10.0.0.0/8');
  return sound ? entries : [];
}

/** Shapes have a fixed length each, so the pattern cannot backtrack. */
function orderNumbers(shapes: string, refuse: (detail: string) => void): RegExp | undefined {
  if (shapes === '') return undefined;
  const alternatives = shapes.split(',').map((shape) => shape.trim());
  if (alternatives.some((shape) => !/^[A-Za-z0-9#@_-]{6,40}$/.test(shape) || !shape.includes('#'))) {
    refuse('shapes of 6–40 letters, digits, - _ # and @, with at least one #');
    return undefined;
  }
  const source = alternatives.map((shape) => shape.replaceAll('#', '\\d').replaceAll('@', '[A-Za-z]')).join('|');
  return new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`, 'gu');
}

/** Where the commands that talk to a running service find it. */
export function readConnection(env: Record<string, string | undefined>): { url: string; key: string | undefined } {
  return { url: env.HUIYIN_URL || 'http://127.0.0.1:3000', key: env.HUIYIN_KEY || undefined };
}

/** Where the data folder is, for commands that need no other setting. */
export function readDataDir(env: Record<string, string | undefined>): string {
  return env.HUIYIN_DATA_DIR || './data';
}

/** Undefined: backups are not encrypted. */
export function readBackupPassphrase(env: Record<string, string | undefined>): string | undefined {
  const passphrase = env.HUIYIN_BACKUP_PASSPHRASE || undefined;
  if (passphrase !== undefined && passphrase.length < 12) {
    throw new AppError('invalid_request', 'HUIYIN_BACKUP_PASSPHRASE: at least 12 characters');
  }
  return passphrase;
}

/** Throws `invalid_request` when `DATABASE_URL` is none; null: the database is in the data folder. */
export function readDatabaseUrl(env: Record<string, string | undefined>): string | null {
  return databaseUrl(env.DATABASE_URL || null, (detail) => {
    throw new AppError('invalid_request', `DATABASE_URL: ${detail}`);
  });
}
