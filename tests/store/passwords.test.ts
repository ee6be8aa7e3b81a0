import { expect, test } from 'vitest';
import { fitsPassword, hashPassword } from '../../src/store/passwords.ts';

test('a hash holds what it takes to check it, and a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('the password'), hashPassword('the password')]);
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(one).not.toBe(two);
  expect([await fitsPassword('the password', one), await fitsPassword('the password ', one)]).toEqual([true, false]);
  expect(await fitsPassword('', null)).toBe(false);
});

test('hashes of other costs are checked with theirs', async () => {
  // scrypt('pleaseletmein', 'SodiumChloride', N 2^14, r 8, p 1), the third test vector of RFC 7914, its first 32 bytes.
  const key = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex');
  const hash = `$scrypt$ln=14,r=8,p=1$${Buffer.from('SodiumChloride').toString('base64')}$${key.toString('base64')}`;
  expect(await fitsPassword('pleaseletmein', hash)).toBe(true);
  await expect(fitsPassword('x', '$argon2id$v=19$m=1$a$b')).rejects.toThrow('unknown kind');
});

test('A7: a flood waits in a short line', async () => {
  const ends = await Promise.allSettled(Array.from({ length: 60 }, () => fitsPassword('x', null)));
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(10);
  expect(new Set(refused)).toEqual(new Set(['overloaded']));
  expect(await fitsPassword('x', null)).toBe(false);
});
