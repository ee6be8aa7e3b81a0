/**
 * The queue of many processes: a ring is a Bull job without content, and wakes one of the processes that subscribe to
 * its topic. Redis keeps nothing that matters: it may be flushed, restarted or away, and every subscriber looks by
 * itself besides. See docs/decisions/0018-queue-and-roles.md.
 */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { Redis, type RedisOptions } from 'ioredis';
import { createMember, type Member } from './member.ts';
import type { Queue, Subscription } from './queue.ts';

export interface BullQueueOptions {
  /** `redis://` or `rediss://`, with user, password and number of the database as far as there are any. */
  url: string;
  /** Parts what several installations keep in one Redis. */
  prefix: string;
  /** Told of an outage once, not of every attempt to connect. */
  onError(error: unknown): void;
}

export interface BullQueue extends Queue {
  /** Rings reach other processes now. */
  connected(): boolean;
}

/** A ring that Redis has not confirmed after so long is given up; the next one is tried again. */
const ringMs = 2_000;
/** Between two looks whether the other end still answers: it may be gone without a word. */
const pingEveryMs = 10_000;
const pingMs = 5_000;
const longestPauseMs = 2_000;
const pauseAfterErrorMs = 500;
const closingMs = 1_500;

/** Some chance, so that all processes do not come back in the same moment. */
const retryStrategy = (attempt: number): number =>
  Math.round(Math.min(50 * 2 ** Math.min(attempt, 10), longestPauseMs) * (0.5 + Math.random() / 2));

const failFast: RedisOptions = {
  retryStrategy,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  connectTimeout: ringMs,
};
const patient: RedisOptions = {
  retryStrategy,
  maxRetriesPerRequest: null,
  // Bull wants it so of connections that block.
  enableReadyCheck: false,
};

/** It would ask each connection once more; the types of Bull do not know it. */
const noVersionCheck = { skipVersionCheck: true };

export function createBullQueue({ url, prefix, onError }: BullQueueOptions): BullQueue {
  const topics = new Map<string, Topic>();
  const connections = new Set<Redis>();
  let outage = false;

  function connect(options: RedisOptions): Redis {
    const redis = new Redis(url, options);
    // Every topic listens to the shared connections.
    redis.setMaxListeners(0);
    redis.on('error', (error) => {
      if (!outage) onError(error);
      outage = true;
    });
    redis.on('ready', () => {
      outage = false;
    });
    redis.on('end', () => connections.delete(redis));
    connections.add(redis);
    return redis;
  }

  const sender = connect(failFast);
  let shared: { client: Redis; subscriber: Redis } | null = null;

  async function ping(): Promise<void> {
    const { client } = shared ?? {};
    if (client?.status !== 'ready') return;
    await within(pingMs, client.ping()).catch(() => {
      for (const redis of connections) redis.disconnect(true);
    });
  }
  const pings = setInterval(() => void ping(), pingEveryMs);
  const links: Links = {
    sender,
    open(type) {
      if (type === 'bclient') return connect(patient);
      shared ??= { client: connect(patient), subscriber: connect(patient) };
      return shared[type];
    },
    settings: { prefix, ...noVersionCheck, settings: { retryProcessDelay: pauseAfterErrorMs } },
    onError,
  };
  const topicOf = (name: string): Topic => {
    const known = topics.get(name);
    if (known) return known;
    const made = createTopic(name, links);
    topics.set(name, made);
    return made;
  };

  return {
    ring: (topic) => topicOf(topic).ring(),
    subscribe: (topic, work, options) => topicOf(topic).subscribe(createMember(work, options)),
    connected: () => sender.status === 'ready',
    async close() {
      clearInterval(pings);
      await Promise.all([...topics.values()].map((topic) => topic.close()));
      for (const redis of connections) redis.disconnect();
    },
  };
}

interface Links {
  sender: Redis;
  open(type: 'client' | 'subscriber' | 'bclient'): Redis;
  settings: Bull.QueueOptions;
  onError(error: unknown): void;
}

interface Topic {
  ring(): void;
  subscribe(member: Member): Subscription;
  close(): Promise<void>;
}

function createTopic(name: string, links: Links): Topic {
  const members = new Set<Member>();
  const bell = createBell(name, links, () => {
    for (const member of members) void member.ring();
  });
  let listener: Listener | null = null;

  async function leave(member: Member): Promise<void> {
    members.delete(member);
    await member.close();
    if (members.size > 0) return;
    const last = listener;
    listener = null;
    await last?.close();
  }

  return {
    ring: bell.ring,
    subscribe(member) {
      members.add(member);
      listener ??= listen(name, links, members);
      return { close: () => leave(member) };
    },
    async close() {
      await Promise.all([...members].map(leave));
      await bell.close();
    },
  };
}

/** Sends rings, one at a time: those that come meanwhile are one. Without Redis it rings in this process only. */
function createBell(name: string, { sender, settings }: Links, ringHere: () => void) {
  const queue = new Bull(name, { ...settings, createClient: () => sender });
  let sending = false;
  let again = false;
  let closed = false;

  async function send(): Promise<void> {
    // One that still waits in Redis wakes somebody later than now, which is all that a ring is for.
    if ((await sender.llen(queue.toKey('wait'))) > 0) return;
    // An id that was used before would be dropped without a word.
    await queue.add(null, { jobId: randomUUID(), attempts: 1, removeOnComplete: true, removeOnFail: true });
  }
  function deaf(): void {
    ringHere();
    sender.disconnect(true);
  }
  async function sendAll(): Promise<void> {
    sending = true;
    do {
      again = false;
      if (sender.status !== 'ready') ringHere();
      else await within(ringMs, send()).catch(deaf);
    } while (again && !closed);
    sending = false;
  }

  return {
    ring(): void {
      again = true;
      if (!sending && !closed) void sendAll();
    },
    async close(): Promise<void> {
      closed = true;
      await within(closingMs, queue.close(true)).catch(() => {});
    },
  };
}

interface Listener {
  close(): Promise<void>;
}

/** Takes as many rings at a time as there are members; each is held until a member has looked. */
function listen(name: string, { open, settings, onError }: Links, members: ReadonlySet<Member>): Listener {
  let closed = false;
  let queue: Bull.Queue | null = null;
  let blocked: Redis | null = null;

  async function answer(): Promise<void> {
    const all = [...members];
    await (all.find((member) => !member.busy()) ?? all[0])?.ring();
  }
  async function start(): Promise<void> {
    if (closed) return;
    queue = new Bull(name, {
      ...settings,
      createClient(type) {
        const redis = open(type);
        if (type === 'bclient') blocked = redis;
        return redis;
      },
    });
    // It names the connection for monitors only, and throws where nobody catches when there is none.
    Object.assign(queue, { setWorkerName: async () => {} });
    await queue.process(members.size, answer);
  }
  async function keepListening(): Promise<void> {
    while (!closed) {
      await start().catch(onError);
      if (closed) return;
      await stop();
      await new Promise((resolve) => setTimeout(resolve, pauseAfterErrorMs));
    }
  }
  async function stop(): Promise<void> {
    const [left, connection] = [queue, blocked];
    queue = null;
    blocked = null;
    if (left) await within(closingMs, left.close()).catch(() => {});
    connection?.disconnect();
  }

  // Whoever subscribes in the same turn is counted.
  setImmediate(() => void keepListening());
  return {
    async close() {
      closed = true;
      await stop();
    },
  };
}

/** Rejects after `ms`; what comes later is nobody's business. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Redis in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
