// `npm run bench -- <name> [--peers] [--json] [--repeats n] [--case text]`: our code and the rival's on the same data and
// threads, each run in a fresh process, interleaved, so that a noisy machine is noisy for both.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.replace('.bench.mjs', ''));
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    repeats: { type: 'string' },
    case: { type: 'string' },
  },
});
const [name] = positionals;
if (!names.includes(name)) {
  console.error(`usage: npm run bench -- <${names.join('|')}> [--peers] [--json] [--repeats 3] [--case text]`);
  process.exit(2);
}
const { cases, prepare } = await import(`./${name}.bench.mjs`);
const python = flags.peers ? peersPython() : undefined;
await prepare?.();
if (loadavg()[0] > availableParallelism()) {
  console.error(
    `bench: the machine is busy (load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors): trust ratios, not seconds.`,
  );
}
console.error(`bench: ${cpus()[0].model.trim()}, ${availableParallelism()} processors, Node ${process.version}`);

for (const one of cases.filter((candidate) => flags.case === undefined || candidate.case.includes(flags.case))) {
  const repeats = Number(flags.repeats ?? one.repeats ?? 3);
  const ours = [];
  const rivals = [];
  let rival;
  for (let turn = 0; turn < repeats; turn++) {
    ours.push(child(process.execPath, [join(here, 'child.mjs'), name, JSON.stringify(one.settings)]));
    if (python !== undefined && one.rival !== undefined) {
      const line = child(python, [join(here, 'peers', one.rival), JSON.stringify(one.settings)]);
      rival = { name: line.name, version: line.version };
      rivals.push(line);
    } else if (one.against !== undefined) {
      // Our own code with other settings: threads, say. Needs no --peers.
      rival = { name: one.against.name, version: '' };
      rivals.push(child(process.execPath, [join(here, 'child.mjs'), name, JSON.stringify(one.against.settings)]));
    }
  }
  report(one, ours, rivals, rival);
}

/** One measured process; it prints one JSON line { cpuSeconds, wallSeconds, peakMb, … }. */
function child(command, args) {
  // Some hosts pin OpenBLAS to an old kernel, which slows the rivals; one BLAS thread is what they ask for themselves.
  const { OPENBLAS_CORETYPE: _coretype, OPENBLAS_L2_SIZE: _size, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...environment, OPENBLAS_NUM_THREADS: '1', PYTHONWARNINGS: 'ignore' },
  });
  if (status !== 0) {
    console.error(`bench: ${command} ${args.join(' ')} failed:\n${stderr.trim().split('\n').slice(-12).join('\n')}`);
    process.exit(1);
  }
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function report(one, ours, rivals, rival) {
  const mine = summary(ours);
  const line = { case: one.case, ours: mine.figures };
  if (rival !== undefined) {
    const theirs = summary(rivals);
    line.rival = { ...rival, ...theirs.figures };
    line.ratio = theirs.figures.cpuSeconds / mine.figures.cpuSeconds;
    line.wallRatio = theirs.figures.wallSeconds / mine.figures.wallSeconds;
    const pairs = ours.map((run, turn) => rivals[turn].cpuSeconds / run.cpuSeconds);
    line.ratioSpread = [Math.min(...pairs), Math.max(...pairs)];
  }
  line.runs = ours.length;
  if (flags.json) return console.log(JSON.stringify(line));
  const seconds = ({ cpuSeconds, wallSeconds, peakMb }) =>
    `${cpuSeconds.toFixed(2)} s CPU, ${wallSeconds.toFixed(2)} s wall, ${peakMb.toFixed(0)} MB`;
  console.log(`${line.case}\n  likewise         ${seconds(line.ours)}`);
  if (line.ours.says !== undefined) console.log(`  ${line.ours.says}`);
  if (rival === undefined) return;
  console.log(`  ${`${rival.name} ${rival.version}`.padEnd(16)} ${seconds(line.rival)}`);
  console.log(
    `  ${line.ratio.toFixed(2)} × by CPU (${line.ratioSpread.map((x) => x.toFixed(2)).join(' … ')} over ${line.runs} interleaved runs), ${line.wallRatio.toFixed(2)} × by wall`,
  );
}

/** Medians over the runs, words from the run whose CPU time is the median; peak memory is the largest. */
function summary(runs) {
  const median = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[runs.length >> 1];
  const middle = [...runs].sort((a, b) => a.cpuSeconds - b.cpuSeconds)[runs.length >> 1];
  const { cpuSeconds: _c, wallSeconds: _w, peakMb: _p, name: _n, version: _v, ...rest } = middle;
  const numbers = Object.keys(rest).filter((key) => typeof rest[key] === 'number');
  return {
    figures: {
      ...rest,
      ...Object.fromEntries(numbers.map((key) => [key, median(key)])),
      cpuSeconds: median('cpuSeconds'),
      wallSeconds: median('wallSeconds'),
      peakMb: Math.max(...runs.map((run) => run.peakMb)),
    },
  };
}

/** The rivals' Python: LIKEWISE_PEERS_PYTHON, or an environment made once from bench/peers/requirements.txt. */
function peersPython() {
  if (process.env.LIKEWISE_PEERS_PYTHON) return process.env.LIKEWISE_PEERS_PYTHON;
  const environment = join(here, 'peers', '.venv');
  const executable = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(executable)) {
    console.error(`bench: making the rivals' Python environment in ${environment} …`);
    const steps = [
      ['python3', ['-m', 'venv', environment]],
      [executable, ['-m', 'pip', 'install', '-q', '-r', join(here, 'peers', 'requirements.txt')]],
    ];
    for (const [command, args] of steps) {
      if (spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0) continue;
      console.error(
        `bench: "${command} ${args.join(' ')}" failed; set LIKEWISE_PEERS_PYTHON to a Python that has ${readFileSync(
          join(here, 'peers', 'requirements.txt'),
          'utf8',
        )
          .trim()
          .split('\n')
          .join(', ')}.`,
      );
      process.exit(1);
    }
  }
  return executable;
}
