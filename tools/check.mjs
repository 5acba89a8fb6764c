// `npm run check`: format, lint and types of everything, tests included; and exports that nothing imports.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const commands = [
  [join(dirname(require.resolve('@biomejs/biome/package.json')), 'bin', 'biome'), 'check', '.'],
  [join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), '-p', 'tsconfig.tests.json'],
  [join(root, 'node_modules', 'knip', 'bin', 'knip.js'), '--no-progress'],
];
let failed = false;
for (const command of commands) {
  if (spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);
