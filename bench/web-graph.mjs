// A generated graph of 1,000,000 nodes and 10,000,000 links, both ends skewed, repeatable bit for bit; and Wiki-Vote from
// LIKEWISE_DATA_DIR: as little-endian files of sources and targets that ours and the rivals read.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { draw } from './synthetic.mjs';

const folder = join(tmpdir(), 'likewise-bench');
const path = (graph, end) => join(folder, `graph-${graph}.${end}.u32`);

/** { from, to } of each link; ends are numbers below `nodes`. */
export function webGraph(graph) {
  prepareGraph(graph);
  const read = (end) => {
    const bytes = readFileSync(path(graph, end));
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  return { from: read('from'), to: read('to') };
}

export function prepareGraph(graph) {
  if (existsSync(path(graph, 'from')) && existsSync(path(graph, 'to'))) return;
  const { from, to } = graph === '10m' ? generated(1_000_000, 10_000_000) : wikiVote();
  mkdirSync(folder, { recursive: true });
  for (const [end, array] of Object.entries({ from, to })) {
    writeFileSync(`${path(graph, end)}.part`, new Uint8Array(array.buffer));
    renameSync(`${path(graph, end)}.part`, path(graph, end));
  }
}

function generated(nodes, links) {
  const from = new Uint32Array(links);
  const to = new Uint32Array(links);
  for (let k = 0; k < links; k++) {
    const a = draw(k, 0x243f6a88);
    const b = draw(k, 0x13198a2e);
    // Products stay below 2^53, so the remainders are exact.
    from[k] = (Math.floor(nodes * (a * Math.sqrt(a))) * 48271) % nodes;
    to[k] = (Math.floor(nodes * (b * b)) * 48271) % nodes;
  }
  return { from, to };
}

function wikiVote() {
  const source = process.env.LIKEWISE_DATA_DIR && join(process.env.LIKEWISE_DATA_DIR, 'web-graphs', 'Wiki-Vote.txt.gz');
  if (!source || !existsSync(source)) {
    console.error('bench: this case needs Wiki-Vote: set LIKEWISE_DATA_DIR to a folder with web-graphs/Wiki-Vote.txt.gz.');
    process.exit(2);
  }
  const lines = gunzipSync(readFileSync(source))
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const ends = lines.map((line) => line.split('\t').map(Number));
  return { from: Uint32Array.from(ends, ([a]) => a), to: Uint32Array.from(ends, ([, b]) => b) };
}
