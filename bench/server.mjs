// `node bench/server.mjs [--seconds 5] [--connections 32] [--items 27000] [--users 20000] [--factors 64] [--norms trained|equal|random] [--n 10] [--popular] [--similar]`
// Load on GET /v1/recommendations/{user}?n=10, or with --similar on GET /v1/items/{item}/similar?n=10: the server in a process of its own, keep-alive connections over loopback, one
// request under way on each. Bounded in time; stops by itself. Where there are two processors and `taskset`, server and load
// are held on one each. The model is ImplicitALSModel with generated factors: nothing is trained.
import { fork, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    items: { type: 'string', default: '27000' },
    users: { type: 'string', default: '20000' },
    factors: { type: 'string', default: '64' },
    n: { type: 'string', default: '10' },
    norms: { type: 'string', default: 'trained' },
    popular: { type: 'boolean', default: false },
    similar: { type: 'boolean', default: false },
    child: { type: 'boolean', default: false },
  },
});
const users = Number(flags.users);

if (flags.child) await serve();
else await measure();

async function serve() {
  const { startServer } = await import('../packages/likewise/dist/index.js');
  const core = await import('../packages/core/dist/index.js');
  const random = seeded(1);
  const train = interactions(core, random);
  const popular = await core.popular().fit(train);
  const model = flags.popular ? popular : await factorModel(train, random);
  const started = performance.now();
  const times = [];
  for (let k = 0; k < 400 && performance.now() - started < 5000; k++) {
    const user = String(Math.floor(random() * users));
    const before = performance.now();
    model.recommend(user, { n: Number(flags.n) });
    times.push(performance.now() - before);
  }
  const settled = times.slice(times.length / 2).sort((a, b) => a - b);
  const server = await startServer({ model, fallback: popular, port: 0 });
  process.send({ port: server.port, pid: process.pid, recommendMs: settled[settled.length >> 1] });
  process.on('message', async (message) => {
    const { user, system } = process.cpuUsage();
    if (message === 'stop') await server.close();
    process.send({ cpuSeconds: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 });
    if (message === 'stop') process.disconnect();
  });
}

/** 50 items a person, drawn by popularity (item i as often as (i + 20)^−0.8). */
function interactions(core, random) {
  const items = Number(flags.items);
  const cumulated = new Float64Array(items);
  for (let i = 0, sum = 0; i < items; i++) cumulated[i] = sum += (i + 20) ** -0.8;
  const userIndexes = new Uint32Array(users * 50);
  const itemIndexes = new Uint32Array(users * 50);
  for (let row = 0; row < userIndexes.length; row++) {
    userIndexes[row] = Math.floor(row / 50);
    const at = random() * cumulated[items - 1];
    let low = 0;
    for (let high = items - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (cumulated[middle] < at) low = middle + 1;
      else high = middle;
    }
    itemIndexes[row] = low;
  }
  const ids = (size) => new core.IdMap(Array.from({ length: size }, (_, k) => String(k)));
  return core.interactionsFromColumns({ users: ids(users), items: ids(items), userIndexes, itemIndexes });
}

/** Normal factors. `trained`: lengths of items fall with their popularity, as training makes them; `equal`: nothing to prune by. */
async function factorModel(train, random) {
  const factors = Number(flags.factors);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const matrix = (rows, length) => {
    const values = new Float32Array(rows * factors);
    for (let r = 0; r < rows; r++) {
      let square = 0;
      for (let f = 0; f < factors; f++) {
        const value = normal();
        values[r * factors + f] = value;
        square += value * value;
      }
      const scale = length(r) / Math.sqrt(square);
      for (let f = 0; f < factors; f++) values[r * factors + f] *= scale;
    }
    return { rows, columns: factors, values };
  };
  const itemLength = flags.norms === 'equal' ? () => 1 : flags.norms === 'random' ? () => 1 + 0.1 * normal() : (i) => (1 + i / 50) ** -0.4;
  const gram = { rows: factors, columns: factors, values: new Float32Array(factors * factors) };
  const { implicitALS, implicitALSEntry, ImplicitALSModel } = await import('../packages/core/dist/index.js');
  return new ImplicitALSModel(implicitALSEntry, {
    settings: { ...implicitALS({ factors }).settings },
    users: train.users,
    items: train.items,
    seen: train.userItems,
    userFactors: matrix(users, () => 1),
    itemFactors: matrix(train.items.size, itemLength),
    userGram: gram,
    itemGram: gram,
  });
}

async function measure() {
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--child'], { stdio: 'inherit' });
  const { port, pid, recommendMs } = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const pinned = availableParallelism() > 1 && pin(pid, 0) && pin(process.pid, 1);
  const random = seeded(2);
  const connections = Number(flags.connections);
  await load(port, connections, 1000, random); // warm
  const before = await asked(child, 'figures');
  const { latencies, errors, seconds } = await load(port, connections, Number(flags.seconds) * 1000, random);
  latencies.sort();
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))]?.toFixed(2);
  const { cpuSeconds, peakMb } = await asked(child, 'stop');
  const line = {
    case: `${flags.similar ? 'similar, ' : ''}${flags.popular ? 'popular' : `${flags.items} items × ${flags.factors} factors, ${flags.norms} norms`}, n=${flags.n}, ${connections} connections`,
    recommendMs: Number(recommendMs.toFixed(3)),
    // What a core of its own would hold; on a busy machine it says more than requestsPerSecond.
    cpuMsPerRequest: Number((((cpuSeconds - before.cpuSeconds) * 1000) / latencies.length).toFixed(3)),
    requestsPerSecond: Math.round(latencies.length / seconds),
    p50Ms: Number(at(0.5)),
    p99Ms: Number(at(0.99)),
    maxMs: Number(at(1)),
    errors,
    peakMb: Math.round(peakMb),
    pinned,
    load: Number(loadavg()[0].toFixed(1)),
    processor: cpus()[0].model.trim(),
    node: process.version,
  };
  console.log(JSON.stringify(line));
  if (errors > 0) process.exitCode = 1;
}

function asked(child, message) {
  child.send(message);
  return new Promise((resolve) => child.once('message', resolve));
}

function pin(pid, processor) {
  return spawnSync('taskset', ['-a', '-c', '-p', String(processor), String(pid)]).status === 0;
}

/** Raw sockets: a full HTTP client would cost more than the server. */
async function load(port, connections, ms, random) {
  const latencies = [];
  let errors = 0;
  const started = performance.now();
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect(port, '127.0.0.1');
          let sent = 0;
          let text = '';
          const ask = () => {
            if (performance.now() - started > ms) return socket.end(() => resolve());
            const path = flags.similar
              ? `/v1/items/${Math.floor(random() * Number(flags.items))}/similar`
              : `/v1/recommendations/${Math.floor(random() * users)}`;
            sent = performance.now();
            socket.write(`GET ${path}?n=${flags.n} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
          };
          socket.setNoDelay(true);
          socket.setEncoding('latin1');
          socket.on('connect', ask);
          socket.on('error', reject);
          socket.on('data', (data) => {
            text += data;
            const head = text.indexOf('\r\n\r\n');
            if (head < 0) return;
            const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
            if (text.length < head + 4 + length) return;
            latencies.push(performance.now() - sent);
            if (!text.startsWith('HTTP/1.1 200')) errors++;
            text = '';
            ask();
          });
        }),
    ),
  );
  return { latencies: Float64Array.from(latencies), errors, seconds: (performance.now() - started) / 1000 };
}

/** mulberry32. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}
