import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/artefacts/models.ts';
import { packageRoot } from '../../src/artefacts/paths.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'models-'));
  cpSync(join(packageRoot, 'models', 'conflict'), join(dir, 'conflict'), { recursive: true });
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('loading a model', () => {
  it('answers manifest, files and an id that hangs on their content', () => {
    const loaded = loadModel(dir, 'conflict');
    if (!loaded.ok) throw new Error('not loaded');
    expect(loaded.value.id).toMatch(/^conflict@2\+[0-9a-f]{8}$/);
    expect([...loaded.value.files.keys()]).toContain('CARD.md');
  });

  it('takes the newest version by number', () => {
    cpSync(join(dir, 'conflict', '2'), join(dir, 'conflict', '10'), { recursive: true });
    cpSync(join(dir, 'conflict', '2'), join(dir, 'conflict', '9'), { recursive: true });
    const loaded = loadModel(dir, 'conflict');
    expect(loaded.ok && loaded.value.id.startsWith('conflict@10+')).toBe(true);
  });

  it('refuses a file that differs from its manifest, a missing file, a broken manifest and a missing model', () => {
    appendFileSync(join(dir, 'conflict', '2', 'CARD.md'), 'x');
    expect(loadModel(dir, 'conflict')).toMatchObject({ ok: false, problems: [{ code: 'file_unreadable' }] });
    rmSync(join(dir, 'conflict', '2', 'CARD.md'));
    expect(loadModel(dir, 'conflict').ok).toBe(false);
    writeFileSync(join(dir, 'conflict', '2', 'manifest.json'), '{');
    expect(loadModel(dir, 'conflict').ok).toBe(false);
    expect(loadModel(dir, 'nothing').ok).toBe(false);
  });
});
