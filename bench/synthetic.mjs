// Generated interactions shaped like MovieLens 100K, 1M, 20M and one between, repeatable bit for bit in any IEEE-754 language; made once and kept
// in the system's temporary folder as little-endian Uint32 files that ours and the rivals read.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const shapes = {
  '20m': { users: 138_493, items: 26_744, draws: 20_250_000 },
  '5m': { users: 34_600, items: 13_200, draws: 5_110_000 },
  '1m': { users: 6_040, items: 3_706, draws: 1_070_000 },
  '100k': { users: 943, items: 1_682, draws: 113_000 },
};

/** murmur3's 32-bit finaliser of (c · 0x9E3779B1 + s), as a share of 2³². */
export function draw(c, s) {
  let h = (Math.imul(c, 0x9e3779b1) + s) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** { users, items, pointers, indexes } of the user × item pattern. */
export function synthetic(shape) {
  const { users, items } = shapes[shape];
  const { pointers, indexes } = syntheticFiles(shape);
  const read = (path) => {
    const bytes = readFileSync(path);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  return { users, items, pointers: read(pointers), indexes: read(indexes) };
}

/** Paths of the two files; makes them when missing. */
export function syntheticFiles(shape) {
  const folder = join(tmpdir(), 'likewise-bench');
  const paths = { pointers: join(folder, `${shape}.pointers.u32`), indexes: join(folder, `${shape}.indexes.u32`) };
  if (existsSync(paths.pointers) && existsSync(paths.indexes)) return paths;
  mkdirSync(folder, { recursive: true });
  const { users, items, draws } = shapes[shape];
  const user = new Uint32Array(draws);
  const item = new Uint32Array(draws);
  const pointers = new Uint32Array(users + 1);
  for (let k = 0; k < draws; k++) {
    const a = draw(k, 0x243f6a88);
    const b = draw(k, 0x13198a2e);
    // Products stay below 2^53, so the remainders are exact.
    user[k] = (Math.floor(users * (a * Math.sqrt(a))) * 48271) % users;
    item[k] = (Math.floor(items * (b * b)) * 48271) % items;
    pointers[user[k] + 1]++;
  }
  for (let u = 0; u < users; u++) pointers[u + 1] += pointers[u];
  const next = pointers.slice();
  const indexes = new Uint32Array(draws);
  for (let k = 0; k < draws; k++) indexes[next[user[k]]++] = item[k];
  let entries = 0;
  let start = 0;
  for (let u = 0; u < users; u++) {
    const end = pointers[u + 1];
    const row = indexes.subarray(start, end).sort();
    start = end;
    const first = entries;
    for (const column of row) if (entries === first || indexes[entries - 1] !== column) indexes[entries++] = column;
    pointers[u + 1] = entries;
  }
  for (const [path, array] of [
    [paths.pointers, pointers],
    [paths.indexes, indexes.subarray(0, entries)],
  ]) {
    writeFileSync(`${path}.part`, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    renameSync(`${path}.part`, path);
  }
  return paths;
}
