/**
 * What: runs the curl examples of the READMEs against a freshly started service and compares the answers.
 * When: in CI, and after a change of README, sample or answer shapes.
 * Example: npm run build && npm run readme
 *
 * An example is a fenced `sh` block that begins with curl, followed by a fenced `json` block. What the block shows must
 * be in the answer; the answer may hold more. It is called with $HUIYIN_KEY set, the sample loaded, and its address
 * replaced by that of the service under test.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, promisify } from 'node:util';
import { adminKey, startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';

const run = promisify(execFile);
const documents = ['README.md', 'docs/README.zh-CN.md'];

interface Example {
  document: string;
  command: string;
  answer: unknown;
}

function examplesOf(document: string): Example[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/```sh\n(curl [^`]+)```\s*(?:[^`\n]*\n+)?```json\n([^`]+)```/g)].map(
    ([, command, answer]) => ({
      document,
      command,
      answer: JSON.parse(answer),
    }),
  );
}

/** Everything in `shown` that `actual` does not hold, by its path. */
function differences(shown: unknown, actual: unknown, path = ''): string[] {
  if (Array.isArray(shown) && Array.isArray(actual))
    return shown.flatMap((item, i) => differences(item, actual[i], `${path}/${i}`));
  if (typeof shown === 'object' && shown !== null && typeof actual === 'object' && actual !== null)
    return Object.entries(shown).flatMap(([key, value]) =>
      differences(value, (actual as Record<string, unknown>)[key], `${path}/${key}`),
    );
  return isDeepStrictEqual(shown, actual)
    ? []
    : [`${path}: shown ${JSON.stringify(shown)}, answered ${JSON.stringify(actual)}`];
}

async function loadSample(call: Awaited<ReturnType<typeof startService>>['call']): Promise<void> {
  const { body: job } = await call('POST', '/v1/sample');
  for (;;) {
    const { body } = await call('GET', `/v1/jobs/${job.id}`);
    if (body.state === 'succeeded') break;
    if (['failed', 'cancelled', 'partially_succeeded'].includes(body.state))
      throw new Error(`sample: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  while ((await call('GET', '/v1/stats/summary')).body.pending > 0)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

const folder = temporaryFolder('readme');
const service = await startService(folder.path);
let failures = 0;
try {
  await untilReady(service);
  await loadSample(service.call);
  for (const document of documents) {
    const examples = examplesOf(document);
    if (examples.length === 0) throw new Error(`${document} has no example`);
    for (const { command, answer } of examples) {
      const script = command.replaceAll('http://127.0.0.1:3000', service.url);
      const { stdout } = await run('bash', ['-c', script], { env: { ...process.env, HUIYIN_KEY: adminKey } });
      const found = differences(answer, JSON.parse(stdout));
      failures += found.length;
      console.log(`${document}: ${found.length === 0 ? 'ok' : 'DIFFERS'}  ${command.split('\n')[0]}`);
      for (const difference of found) console.log(`  ${difference}`);
    }
  }
} finally {
  await service.stop();
  folder.remove();
}
process.exitCode = failures > 0 ? 1 : 0;
