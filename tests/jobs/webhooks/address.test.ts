import { expect, test } from 'vitest';
import { createAddressCheck } from '../../../src/jobs/webhooks/address.ts';

const names: Record<string, string[]> = {
  'shop.example': ['93.184.215.14', '2606:2800:21f:cb07::1'],
  'inside.example': ['10.1.2.3'],
  'half.example': ['93.184.215.14', '10.1.2.3'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'meta.example': ['169.254.169.254'],
  'empty.example': [],
};
const asked: string[] = [];
const resolve = async (host: string) => {
  asked.push(host);
  if (!(host in names)) throw new Error('no such name');
  return names[host]!;
};
const strict = createAddressCheck({ allowPrivate: false, resolve });
const lenient = createAddressCheck({ allowPrivate: true, resolve });

/** Spellings of addresses that are not public. */
const notPublic = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://0.0.0.0/',
  'https://0/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://192.0.0.8/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://203.0.113.7/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::127.0.0.1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[0:0:0:0:0:ffff:a9fe:a9fe]/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456:789a::1]/',
  'https://[ff02::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[2001:db8::1]/',
  'https://127.0.0.1./',
  'https://127.0.1/',
  'https://017700000001/',
  'https://0x7f.0x0.0x0.0x1/',
  'https://127.0.0.1:8443/',
  'https://①②⑦。⓪．⓪｡①/',
  'https://１２７.０.０.１/',
  'https://%31%32%37.0.0.1/',
  'https://0xa9fea9fe/',
  'https://2852039166/',
  'https://169.254.43518/',
  'https://0251.0376.0251.0376/',
  'https://[::ffff:0:7f00:1]/',
  'https://[0000::0001]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[::ffff:192.168.0.1]/',
  'https://[64:ff9b:1::7f00:1]/',
  'https://[100::1]/',
  'https://[2001:2::1]/',
  'https://[2001:10::1]/',
  'https://[fec0::1]/',
  'https://192.88.99.1/',
  'https://198.51.100.1/',
  'https://inside.example/',
  'https://half.example/',
  'https://mapped.example/',
  'https://meta.example/',
  'https://empty.example/',
  'https://unknown.example/',
];

test.each(notPublic)('A8: %s is refused', async (url) => {
  await expect(strict(url)).rejects.toMatchObject({ code: 'address_refused' });
});

test.each([
  'http://shop.example/',
  'https://shop.example:8080/',
  'https://shop.example:22/',
  'https://user:secret@shop.example/',
  'https://user@shop.example/',
  'ftp://shop.example/',
  'file:///etc/passwd',
  'gopher://shop.example/',
  'javascript:alert(1)',
  'shop.example',
  '//shop.example/',
  '',
  `https://shop.example/${'a'.repeat(2000)}`,
])('A8: %s is refused, private or not', async (url) => {
  await expect(strict(url)).rejects.toMatchObject({ code: 'address_refused' });
  await expect(lenient(url)).rejects.toMatchObject({ code: 'address_refused' });
});

test('A8: answers the addresses that were judged, and asks once', async () => {
  asked.length = 0;
  expect(await strict('https://shop.example:8443/hook?a=1')).toEqual([
    { address: '93.184.215.14', family: 4 },
    { address: '2606:2800:21f:cb07::1', family: 6 },
  ]);
  expect(asked).toEqual(['shop.example']);
});

test.each([
  'http://127.0.0.1:9/',
  'http://localhost.inside.example:81/',
  'https://[::1]:9/',
  'http://192.168.1.1/',
  'http://[fd00::1]/',
])('%s is allowed where private addresses are', async (url) => {
  names['localhost.inside.example'] = ['127.0.0.1', '::1'];
  expect((await lenient(url)).length).toBeGreaterThan(0);
});

test.each([
  'https://169.254.169.254/',
  'http://169.254.169.254/',
  'https://[fe80::1]/',
  'https://meta.example/',
  'https://half.example/',
  'https://0.0.0.0/',
  'https://224.0.0.1/',
  'https://[64:ff9b::7f00:1]/',
  'https://[::127.0.0.1]/',
])('A8: %s is never allowed', async (url) => {
  await expect(lenient(url)).rejects.toMatchObject({ code: 'address_refused' });
});
