// Builds everything: kernels (AssemblyScript → bytes inside TypeScript), then the packages, then the studio.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

step(join(root, 'tools', 'build-kernels.mjs'));
step(join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), '-b');
if (existsSync(join(root, 'tools', 'build-studio.mjs'))) step(join(root, 'tools', 'build-studio.mjs'));

function step(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
