// AssemblyScript kernels → two WebAssembly modules (own memory, shared memory), kept as base64 inside a generated
// TypeScript file, so that bundlers and hosts need nothing. Does nothing when no source changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'packages', 'core', 'assembly');
const target = join(root, 'packages', 'core', 'src', 'kernels', 'generated', 'wasm-bytes.ts');
const require = createRequire(import.meta.url);
const compiler = require.resolve('assemblyscript/bin/asc.js');

// Static data starts at 1 KiB; sessions keep the first page (64 KiB) free for it.
const flags = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--memoryBase', '1024'];
const builds = {
  singleMemory: [],
  sharedMemory: ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
};

const signature = signatureOf();
if (existsSync(target) && readFileSync(target, 'utf8').includes(signature)) process.exit(0);

const folder = mkdtempSync(join(tmpdir(), 'likewise-kernels-'));
try {
  const modules = await Promise.all(Object.entries(builds).map(([name, extra]) => compile(name, extra)));
  const text = `// Written by tools/build-kernels.mjs; not for editing. Sources: ${signature}\n${modules.join('')}`;
  mkdirSync(dirname(target), { recursive: true });
  // Renamed into place: who reads meanwhile sees the old file or the new one, never half of it.
  const part = `${target}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, target);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One exported constant: the module as base64. */
async function compile(name, extra) {
  const out = join(folder, `${name}.wasm`);
  const args = [compiler, join('packages', 'core', 'assembly', 'index.ts'), ...flags, ...extra, '--outFile', out];
  await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`build-kernels: AssemblyScript refused packages/core/assembly (build "${name}"):\n${output}`));
    });
  });
  return `export const ${name}: string =\n  '${readFileSync(out).toString('base64')}';\n`;
}

function signatureOf() {
  const hash = createHash('sha256');
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  hash.update(readFileSync(fileURLToPath(import.meta.url))).update(readFileSync(require.resolve('assemblyscript/package.json')));
  return hash.digest('hex');
}
