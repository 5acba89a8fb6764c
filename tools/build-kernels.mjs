// AssemblyScript kernels → two WebAssembly modules (own memory, shared memory), kept as base64 inside a generated
// TypeScript file, so that bundlers and hosts need nothing; what both have in common, all but the import of the memory, is kept
// once. Does nothing when no source changed.
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
  const text = `// Written by tools/build-kernels.mjs; not for editing. Sources: ${signature}\n${constantsOf(...modules)}`;
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

/** One exported constant for each module: head + what is its own + tail. */
function constantsOf(single, shared) {
  let [head, tail] = [0, 0];
  while (single[head] === shared[head]) head++;
  while (tail < single.length - head && single.at(-1 - tail) === shared.at(-1 - tail)) tail++;
  const own = (text) => `head + '${text.slice(head, text.length - tail)}' + tail`;
  const [first, last] = [single.slice(0, head), single.slice(single.length - tail)];
  const names = Object.keys(builds);
  const exported = [single, shared].map((text, m) => `export const ${names[m]}: string = ${own(text)};\n`);
  return `const head = '${first}';\nconst tail =\n  '${last}';\n${exported.join('')}`;
}

/** The module as base64. */
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
  return readFileSync(out).toString('base64');
}

function signatureOf() {
  const hash = createHash('sha256');
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  hash.update(readFileSync(fileURLToPath(import.meta.url))).update(readFileSync(require.resolve('assemblyscript/package.json')));
  return hash.digest('hex');
}
