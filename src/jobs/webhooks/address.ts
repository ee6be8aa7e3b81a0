/**
 * Where the service may connect to on somebody's behalf. Names are resolved here, every address that comes out is judged, and
 * the connection goes to what was judged: a name that answers differently a moment later changes nothing.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError, type Problem, type ProblemReason } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';

export interface CheckedAddress {
  address: string;
  family: 4 | 6;
}

/** Throws `address_refused`. */
export type AddressCheck = (url: string) => Promise<CheckedAddress[]>;

export interface AddressOptions {
  /** Loopback, private and carrier networks too, there by http and on any port. Never link-local: that is where clouds keep keys. */
  allowPrivate: boolean;
  /** All addresses of a host name. */
  resolve?: (host: string) => Promise<string[]>;
}

const privateRanges = ['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'];
const publicPorts = ['', '443', '8443'];
const resolveMs = 5000;

export function createAddressCheck({ allowPrivate, resolve = resolveByName }: AddressOptions): AddressCheck {
  return async (url) => {
    const parsed = parse(url);
    const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
    const addresses = isIP(host) ? [host] : await inTime(resolve(host));
    if (addresses.length === 0) throw refused('The host has no address.');
    const ranges = addresses.map(rangeOf);
    const inside = ranges.every((range) => privateRanges.includes(range));
    if (!ranges.every((range) => range === 'unicast') && !(allowPrivate && inside))
      throw refused('The host has an address that is not public.');
    if (!inside && parsed.protocol !== 'https:') throw refused('Only https is used.', 'https_only');
    if (!inside && !publicPorts.includes(parsed.port))
      throw refused('Only the ports 443 and 8443 are used.', 'ports_only');
    return addresses.map((address) => ({ address, family: isIP(address) as 4 | 6 }));
  };
}

function parse(url: string): URL {
  const parsed = URL.canParse(url) && url.length <= limits.webhookUrlUnits ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw refused('This is no web address.', 'no_web_address');
  if (parsed.username !== '' || parsed.password !== '')
    throw refused('An address holds no password.', 'address_with_password');
  return parsed;
}

/** Of an address within another one (IPv4-mapped), the inner one counts. */
function rangeOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'invalid';
  const parsed = ipaddr.process(address);
  // IPv4-compatible addresses (::127.0.0.1) are given up, and some systems take them for the inner one.
  if (parsed.kind() === 'ipv6' && parsed.range() === 'unicast' && parsed.match(compatible)) return 'reserved';
  return parsed.range();
}

const compatible = ipaddr.parseCIDR('::/96') as [ipaddr.IPv6, number];

async function resolveByName(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

async function inTime(resolving: Promise<string[]>): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), resolveMs);
  });
  try {
    return await Promise.race([resolving, late]);
  } catch {
    throw refused('The host name does not resolve.');
  } finally {
    clearTimeout(timer);
  }
}

function refused(detail: string, reason?: ProblemReason): AppError {
  const problem: Problem = { code: 'address_refused', detail, pointer: '/url', ...(reason && { reason }) };
  return new AppError(problem.code, detail, { problems: [problem] });
}
