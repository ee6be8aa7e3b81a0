import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildKernel, kernels } from '../../scripts/kernel/build.ts';
import { packageRoot } from '../../src/artefacts/paths.ts';

describe('the compiled kernels', () => {
  it.each(kernels.map((kernel) => [relative(packageRoot, kernel.module), kernel] as const))(
    '%s is what its source builds (else: npm run kernel)',
    async (_, kernel) => {
      expect(Buffer.compare(await buildKernel(kernel), readFileSync(kernel.module))).toBe(0);
    },
    120_000,
  );
});
