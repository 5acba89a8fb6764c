/** Loading only what is needed: gzipped kilobytes (1,000 bytes) that a bundler keeps of the library for one task. Sizes are printed. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

/** What a program takes from the library, and how many kB it may bring; most of a model that trains are the kernels. */
test.each([
  ['popular', "export { popular } from 'core';", 5.1],
  ['wilsonInterval', "export { wilsonInterval } from 'core';", 3],
  ['evaluate', "export { evaluate } from 'core';", 25],
  ['implicitALS', "export { implicitALS } from 'core';", 95],
  [
    'decodeModel of popular',
    "import { decodeModel, popularEntry } from 'core'; export const read = (bytes) => decodeModel(bytes, [popularEntry]);",
    10,
  ],
  [
    'decodeModel of implicit-als',
    "import { decodeModel, implicitALSEntry } from 'core'; export const read = (bytes) => decodeModel(bytes, [implicitALSEntry]);",
    110,
  ],
])('%s', async (name, code, most) => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    alias: { core: join(root, 'packages/core/src/index.ts') },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    write: false,
    logLevel: 'error',
  });
  const kilobytes = gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
  console.log(`${name}: ${kilobytes.toFixed(1)} kB gzipped, at most ${most}`);
  expect(kilobytes).toBeLessThanOrEqual(most);
});
