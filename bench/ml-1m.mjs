// All 1,000,209 ratings of MovieLens 1M from LIKEWISE_DATA_DIR, as little-endian files that ours and the rivals read.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(tmpdir(), 'likewise-bench');
const path = (name) => join(folder, `ml-1m.${name}`);
const files = { users: path('users.u32'), items: path('items.u32'), ratings: path('ratings.f32') };

/** { users, items: dense indexes by first appearance; ratings } of each row. */
export function ml1m() {
  prepareML1M();
  const read = (file, Type) => {
    const bytes = readFileSync(file);
    return new Type(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  return { users: read(files.users, Uint32Array), items: read(files.items, Uint32Array), ratings: read(files.ratings, Float32Array) };
}

export function prepareML1M() {
  if (Object.values(files).every(existsSync)) return;
  const source = process.env.LIKEWISE_DATA_DIR && join(process.env.LIKEWISE_DATA_DIR, 'ml-1m', 'ratings.csv.gz');
  if (!source || !existsSync(source)) {
    console.error('bench: this case needs MovieLens 1M: set LIKEWISE_DATA_DIR to a folder with ml-1m/ratings.csv.gz.');
    process.exit(2);
  }
  const lines = gunzipSync(readFileSync(source)).toString().trim().split('\n').slice(1);
  const number = () => {
    const seen = new Map();
    return (id) => {
      if (!seen.has(id)) seen.set(id, seen.size);
      return seen.get(id);
    };
  };
  const [user, item] = [number(), number()];
  const columns = { users: new Uint32Array(lines.length), items: new Uint32Array(lines.length), ratings: new Float32Array(lines.length) };
  lines.forEach((line, row) => {
    const [u, i, r] = line.split(',');
    columns.users[row] = user(u);
    columns.items[row] = item(i);
    columns.ratings[row] = Number(r);
  });
  mkdirSync(folder, { recursive: true });
  for (const [name, file] of Object.entries(files)) {
    writeFileSync(`${file}.part`, new Uint8Array(columns[name].buffer));
    renameSync(`${file}.part`, file);
  }
}
