/** Every example runs, is short, and prints what it promises. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const run = promisify(execFile);

test.each(readdirSync(here).filter((name) => name.endsWith('.mjs')))('%s', async (name) => {
  const path = join(here, name);
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThanOrEqual(60);
  const folder = mkdtempSync(join(tmpdir(), 'likewise-example-'));
  try {
    const { stdout } = await run(process.execPath, [path, folder]);
    expect(stdout.trim()).not.toBe('');
    expect(stdout).not.toMatch(/undefined|NaN|Infinity/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
