import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadLabelCues } from '../../src/artefacts/labelCues.ts';
import { packageRoot } from '../../src/artefacts/paths.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-cues-'));
  for (const name of ['escalation', 'kind'])
    cpSync(join(packageRoot, 'lexicons', name), join(dir, name), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('loadLabelCues', () => {
  it('loads the shipped lists', () => {
    const result = loadLabelCues(dir);
    expect(result.ok && result.value.escalation.legal.length > 0 && result.value.negators.includes('没有')).toBe(true);
  });

  it('lists all problems with their file and line', () => {
    writeFileSync(join(dir, 'escalation', 'legal.txt'), '# head\n起诉|\n律师\n');
    writeFileSync(join(dir, 'kind', 'negators.txt'), '不\tnegator\n很\tdegree\n');
    const result = loadLabelCues(dir);
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { code: 'invalid_format', position: 2 },
        { code: 'invalid_format', position: 2 },
      ],
    });
  });
});
