import { expect, test } from 'vitest';
import { readStandardInput } from '../../src/cli/standardInput.ts';
import { collect, outcomes } from '../files/helpers.ts';

async function read(...chunks: (string | number[])[]): Promise<string[]> {
  async function* input(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : Uint8Array.from(chunk);
  }
  const options = { dryRun: true, defaults: { source: 'stdin' } };
  return outcomes(await collect(readStandardInput(input(), options, { mask: false })));
}

test('plain lines are texts', async () => {
  expect(await read('物流很快\r\n\n  包装', '破损\n{"不是": JSON}')).toEqual([
    '物流很快',
    '  包装破损',
    '{"不是": JSON}',
  ]);
});

test('a first line that is an object makes it NDJSON', async () => {
  expect(await read('{"text":"好"}\n坏\n{"text":"行","rating":9}\n')).toEqual([
    '好',
    '2: invalid_json',
    '3: rating_outside_scale',
  ]);
});

test('other encodings are refused', async () => {
  await expect(read([0xb7, 0xfe, 0xce, 0xf1, 0x0a])).rejects.toMatchObject({ code: 'file_unreadable' });
});
