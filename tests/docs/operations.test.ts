import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { settings } from '../../src/config.ts';

test('operations.md shows every setting with its meaning', () => {
  const page = readFileSync(join(packageRoot, 'docs/operations.md'), 'utf8');
  for (const { name, meaning } of settings)
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\| .* \\| ${literally(meaning)} \\|`));
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
