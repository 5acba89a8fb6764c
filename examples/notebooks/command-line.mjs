/** The command line, for lessons where it is the natural way: `likewise('fit', 'svd', ratings, '-o', model)` gives what it printed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../packages/likewise/bin/likewise.js', import.meta.url));

export const likewise = (...args) =>
  execFileSync(process.execPath, [program, ...args.map(String)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** A folder that is gone when the lesson ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'likewise-lesson-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}
