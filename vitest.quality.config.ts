import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Figures on real data, against docs/quality.md; needs LIKEWISE_DATA_DIR. One file at a time: they use every processor. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['quality/**/*.quality.ts'],
    reporters: ['default', './quality/table-reporter.ts'],
    testTimeout: 1_200_000,
    fileParallelism: false,
  },
});
