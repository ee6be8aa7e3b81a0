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
