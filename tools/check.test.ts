/** Format, lint and types hold for the whole repository. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

test('npm run check', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/check.mjs'], { cwd: root, encoding: 'utf8' });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
});
