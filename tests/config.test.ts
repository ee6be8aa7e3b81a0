import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const read = (env: Record<string, string>) => readConfig(env, 2);

describe('HUIYIN_PUBLIC_URL', () => {
  test.each([
    ['', null],
    ['https://feedback.example.com', 'https://feedback.example.com'],
    ['https://Feedback.example.com:443/', 'https://feedback.example.com'],
    ['http://192.0.2.1:8080', 'http://192.0.2.1:8080'],
  ])('%s', (url, origin) => {
    expect(read({ HUIYIN_PUBLIC_URL: url })).toMatchObject({ ok: true, value: { publicOrigin: origin } });
  });

  test.each([
    'feedback.example.com',
    'ftp://example.com',
    'https://example.com/huiyin',
    'https://example.com/?',
    'https://me:secret@example.com',
    'https://',
    'javascript:alert(1)',
  ])('%s is refused', (url) => {
    expect(read({ HUIYIN_PUBLIC_URL: url })).toMatchObject({ ok: false, problems: [{ pointer: 'HUIYIN_PUBLIC_URL' }] });
  });
});

describe('HUIYIN_TRUSTED_PROXIES', () => {
  test.each([
    ['', []],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1,fd00::/64', ['10.0.0.0/8', '::1', 'fd00::/64']],
  ])('%s', (list, networks) => {
    expect(read({ HUIYIN_TRUSTED_PROXIES: list })).toMatchObject({ ok: true, value: { trustedProxies: networks } });
  });

  test.each(['all', 'true', '10.0.0', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.1,', '::/129', '10.0.0.0/8/8'])(
    '%s is refused',
    (list) => {
      expect(read({ HUIYIN_TRUSTED_PROXIES: list })).toMatchObject({
        ok: false,
        problems: [{ pointer: 'HUIYIN_TRUSTED_PROXIES' }],
      });
    },
  );
});

describe('DATABASE_URL', () => {
  test.each(['postgres://me:secret@db.example.com:5432/huiyin', 'postgresql:///huiyin?host=/run/postgresql'])(
    '%s',
    (url) => {
      expect(read({ DATABASE_URL: url })).toMatchObject({ ok: true, value: { databaseUrl: url } });
    },
  );

  test('without it there is the embedded database', () => {
    expect(read({ DATABASE_URL: '' })).toMatchObject({ ok: true, value: { databaseUrl: null } });
  });

  test.each([
    'mysql://me:secret@db/huiyin',
    'me:secret@db/huiyin',
    'postgres://me:secret@db',
    'postgres://me:sec ret@:x/',
  ])('%s is refused without repeating it', (url) => {
    const refused = read({ DATABASE_URL: url });
    expect(refused).toMatchObject({ ok: false, problems: [{ pointer: 'DATABASE_URL' }] });
    expect(JSON.stringify(refused)).not.toContain('secret');
  });
});

describe('REDIS_URL', () => {
  test.each(['redis://127.0.0.1:6379', 'rediss://me:secret@cache.example.com:6380/2'])('%s', (url) => {
    expect(read({ REDIS_URL: url })).toMatchObject({ ok: true, value: { redisUrl: url } });
  });

  test.each(['http://me:secret@cache', 'me:secret@cache:6379', 'redis://'])(
    '%s is refused without repeating it',
    (url) => {
      const refused = read({ REDIS_URL: url });
      expect(refused).toMatchObject({ ok: false, problems: [{ pointer: 'REDIS_URL' }] });
      expect(JSON.stringify(refused)).not.toContain('secret');
    },
  );
});

describe('HUIYIN_ROLE', () => {
  test('is everything by default, which any database bears', () => {
    expect(read({})).toMatchObject({ ok: true, value: { role: 'all', redisUrl: null } });
  });

  test.each(['api', 'worker'])('%s needs a database that processes can share', (role) => {
    expect(read({ HUIYIN_ROLE: role })).toMatchObject({ ok: false, problems: [{ pointer: 'HUIYIN_ROLE' }] });
    const shared = { HUIYIN_ROLE: role, DATABASE_URL: 'postgres://db/huiyin' };
    expect(read(shared)).toMatchObject({ ok: true, value: { role } });
  });

  test('nothing else is a role', () => {
    expect(read({ HUIYIN_ROLE: 'boss' })).toMatchObject({ ok: false, problems: [{ pointer: 'HUIYIN_ROLE' }] });
  });
});
