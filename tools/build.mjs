// Builds everything: kernels (AssemblyScript → bytes inside TypeScript), studio and version (texts inside TypeScript), then the packages.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

step(join(root, 'tools', 'build-kernels.mjs'));
step(join(root, 'tools', 'build-texts.mjs'));
sweep('core');
sweep('likewise');
step(join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), '-b');

/** What an earlier build left of sources that are gone or moved would be published with the rest. */
function sweep(name) {
  const [dist, src] = ['dist', 'src'].map((folder) => join(root, 'packages', name, folder));
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = relative(dist, join(entry.parentPath, entry.name));
    if (entry.isFile() && !existsSync(join(src, file.replace(/\.d\.ts$|\.js$/, '.ts')))) rmSync(join(dist, file));
  }
}

function step(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
