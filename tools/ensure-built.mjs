// Makes a fresh checkout usable: installs when the lockfile changed, builds when a source changed, else does nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`likewise needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(2);
}

// npm writes its own copy of the lockfile at the end of every install, whoever asked for it.
if (!(timeOf('node_modules/.package-lock.json') >= timeOf('package-lock.json'))) {
  console.error('likewise: installing dependencies …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

const buildStamp = join(root, 'node_modules', '.likewise-built');
const sources = hash(['package-lock.json', 'tsconfig.base.json', 'tools', 'packages'].flatMap(signature).join('\n'));
if (read(buildStamp) !== sources) {
  console.error('likewise: building …');
  run(process.execPath, [join(root, 'tools', 'build.mjs')]);
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, sources);
}

/** Path, size and time of every source below a path; tests and built output do not count. */
function signature(path) {
  const full = join(root, path);
  const stat = statSync(full);
  if (!stat.isDirectory()) return /\.(test\.ts|tsbuildinfo)$/.test(path) ? [] : [`${path} ${stat.size} ${stat.mtimeMs}`];
  if (/(^|[/\\])(dist|node_modules|generated|coverage|test|testkit)$/.test(path)) return [];
  return readdirSync(full)
    .sort()
    .flatMap((name) => signature(join(path, name)));
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** Milliseconds; NaN where there is no such file. */
function timeOf(path) {
  return existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : Number.NaN;
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

// Output goes to stderr: stdout belongs to the command that follows.
function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
