/** What may be in the repository: readable sources, nothing built, no data. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, textOf, trackedFiles } from './sources.ts';

test('no source file passes 500 lines', () => {
  for (const file of trackedFiles.filter((path) => /\.(ts|tsx|mjs|py)$/.test(path))) {
    expect(textOf(file).split('\n').length, file).toBeLessThanOrEqual(500);
  }
});

test('nothing built and no data is tracked', () => {
  for (const file of trackedFiles) {
    expect(file, file).not.toMatch(/(^|\/)dist\/|\.wasm$|\.safetensors$|\.parquet$|\.db$|\.(dat|csv|data)\.gz$|u\.item$/);
    if (file !== 'package-lock.json') expect(statSync(join(root, file)).size, file).toBeLessThan(400_000);
  }
});

test('names that say nothing are not names', () => {
  for (const file of trackedFiles) expect(file, file).not.toMatch(/(^|\/)((utils?|helpers?|common|manager)(\.|\/)|shared[^/]*\.ts$)/);
});

test('no text holds a path of one machine', () => {
  const machine = new RegExp(['/wo' + 'rk/', '/ro' + 'ot/', '/ho' + 'me/\\w+/'].join('|'));
  for (const file of trackedFiles.filter((path) => /\.(ts|mjs|md|json|py|html|css|yml)$/.test(path) && path !== 'package-lock.json')) {
    expect(textOf(file), file).not.toMatch(machine);
  }
});
