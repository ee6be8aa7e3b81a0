/** What a line of a log may hold. The service logs facts about requests, in English, and nothing that anybody wrote. */
import { adminKey, fakePassword, firstPassword, furnishedPassword } from './secrets.ts';

/** Fields of a line of JSON, each with all that it may be. */
const fields: Record<string, RegExp> = {
  level: /^(?:10|20|30|40|50|60)$/,
  time: /^\d{13}$/,
  pid: /^\d+$/,
  hostname: /^[\w.-]*$/,
  name: /^huiyin$/,
  requestId: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  method: /^[A-Z-]+$/,
  // As it is declared: what stands in the place of a parameter is not told.
  route: /^(?:none|\/[\w/:.*-]*)$/,
  status: /^[1-5]\d\d$/,
  keyId: /^[\w-]{1,40}$/,
  userId: /^[\w-]{1,40}$/,
  ms: /^\d+$/,
  code: /^[a-z_]+$/,
  signal: /^SIG(?:TERM|INT)$/,
  msg: /^(?:request (?:completed|errored|aborted|failed)|background work failed|stopping|the store is broken|HUIYIN_SECRET_KEY is not set: the key that seals webhook secrets lies in the database)$/,
};
/** Of an error within a line; what the texts in it may be is said below. */
const errorFields = new Set(
  ['type', 'message', 'stack', 'cause', 'errors'].concat([
    'code',
    'syscall',
    'routine',
    'table',
    'column',
    'constraint',
  ]),
);

/** What the service says besides on standard output. The set-up link is a secret that is told on purpose, here alone. */
const said = [
  /^huiyin(?: \((?:api|worker)\))? listens on http:\/\/\S+:\d+$/,
  /^Set it up, once: \S+\/setup#token=[\w-]{43}$/,
  /^Load the sample comments at http:\S+ or with: npm run huiyin -- sample --url http:\S+ --key KEY$/,
];

/** No line holds any of these, wherever it stands. */
const nowhere: Record<string, RegExp> = {
  'a control character': /(?!\t)\p{Cc}/u,
  // Whatever script it is in, also where JSON or a percent escape has hidden it.
  'a text': /\P{ASCII}|\\u(?!00[01])[0-9a-fA-F]{4}|%[89a-fA-F][0-9a-fA-F]%[89abAB][0-9a-fA-F]/u,
  'an e-mail address': /[\w.+-]+@[\w-]+\.[a-z]{2,}/i,
  'a phone number': /(?<![\w.-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\w.-])/,
  'a number of a card or a person': /(?<![\w.-])\d{15,19}[\dX]?(?![\w.-])/,
  'an API key': /hy_[\w-]{20,}|\bkey-(?:admin|analyse|ingest|read|review)-[ab]\b/,
  'a webhook secret': /whsec_/,
  'a session': /huiyin-session=|\b(?:session|csrf)-of-[a-z]+/,
  'a token': /(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{43,}(?![\w-])/,
  'a sealing key': /(?<![\w+/])[\w+/]{43}=(?![\w=])/,
  'a hash of a secret': /(?<!\w)[0-9a-f]{64}(?!\w)|scrypt\$/,
  'an Authorization header': /\bbearer \S{8}|\bauthorization["\\]*\s*:/i,
  'a password in an address': /:\/\/[^/\s"@]*:[^/\s"@]+@/,
  // The marked words of tests/access and tests/faults.
  'a marked word': /zq[ab]?(?:mark|text|author|external|newline|secret)/,
};
const secrets = [adminKey, fakePassword, firstPassword, furnishedPassword];

/** What is wrong with a line, without its end, that was written to standard output or standard error. */
export function faultsIn(line: string, stream: 'out' | 'err'): string[] {
  if (line === '' || said.some((form) => form.test(line))) return [];
  const found = Object.keys(nowhere).filter((what) => nowhere[what]!.test(line));
  if (secrets.some((secret) => line.includes(secret))) found.push('a secret of the tests');
  // What Node itself writes before a process ends has no form of ours.
  return stream === 'out' ? [...found, ...faultsOfForm(line)] : found;
}

function faultsOfForm(line: string): string[] {
  const entry = parsed(line);
  if (entry === null) return ['a line that is not listed'];
  return Object.entries(entry).flatMap(([name, value]) => {
    if (name === 'err') return faultsOfError(value);
    if (!Object.hasOwn(fields, name)) return [`the field ${name}`];
    return typeof value !== 'object' && fields[name]!.test(String(value)) ? [] : [`what the field ${name} holds`];
  });
}

function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function faultsOfError(error: unknown): string[] {
  if (Array.isArray(error)) return error.flatMap(faultsOfError);
  if (typeof error !== 'object' || error === null) return ['what the field err holds'];
  return Object.entries(error).flatMap(([name, value]) => {
    if (!errorFields.has(name)) return [`the field err.${name}`];
    if (name === 'cause' || name === 'errors') return faultsOfError(value);
    return typeof value === 'string' ? [] : [`what the field err.${name} holds`];
  });
}
