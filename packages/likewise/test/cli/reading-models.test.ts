/** Vectors of fitted models as files, the ends of their factors, and maps of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vectorsOf } from '@likewise/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/data/read/table.ts';
import { readModelFile } from '../../src/store/model-files.ts';
import { inProcess } from './in-process.ts';
import { folder, refusal } from './run.ts';

const { path, file } = folder();
const at = (name: string): string => join(path, name);
const [svd, nmf, als, popular] = ['svd', 'nmf', 'als', 'popular'].map((name) => at(`${name}.model`));
const users = Array.from({ length: 40 }, (_, u) => u);
// The first half likes the items of even number, the other the odd ones.
const csv = `user,item,rating\n${users
  .flatMap((u) => Array.from({ length: 12 }, (_, i) => [`u${u}`, 100 + i, (i % 2 === 0) === u < 20 ? 5 - (i % 3 === 0 ? 1 : 0) : 1 + ((u + i) % 2)])) // biome-ignore format: one line
  .filter((_, row) => row % 7 < 5)
  .map((row) => `${row.join(',')}\n`)
  .join('')}`;
const ratings = file('ratings.csv', csv);
const films = file('films.csv', `item,title\n${Array.from({ length: 12 }, (_, i) => `${100 + i},"Film, the ${i}"\n`).join('')}`);

beforeAll(async () => {
  const fits = [
    ['svd', ratings, '--factors', '3', '-o', svd],
    ['nmf', ratings, '--factors', '2', '-o', nmf],
    ['implicit-als', ratings, '--positive', '>=4', '--factors', '4', '-o', als],
    ['popular', ratings, '-o', popular],
  ];
  for (const words of fits) expect(await inProcess(['fit', ...words])).toMatchObject({ code: 0 });
});

async function ran(...words: string[]) {
  const { code, stdout, stderr } = await inProcess([...words, '--json']);
  expect([code, stderr.includes('warning')]).toEqual([0, false]);
  return JSON.parse(stdout);
}

describe('export of vectors', () => {
  test.each(['csv', 'tsv.gz', 'jsonl', 'parquet'])('.%s holds every number to the last digit, with id and title', async (ending) => {
    const [items, people] = [at(`items.${ending}`), at(`users.${ending}`)];
    await ran('export', svd, '--item-vectors', items, '--user-vectors', people, '--titles', films);
    const model = await readModelFile(svd);
    const { vectors, biases } = vectorsOf(model, 'items');
    const { names, rows } = await readTable(items);
    expect(names).toEqual(['item', 'title', 'f1', 'f2', 'f3', 'bias']);
    for (const [r, [id, title, ...numbers]] of rows.entries()) {
      expect([id, title]).toEqual([String(model.items.ids[r]), `Film, the ${Number(id) - 100}`]);
      const wanted = [...vectors.values.subarray(3 * r, 3 * r + 3), biases?.[r] as number];
      // A Float32 column of Parquet is written in the fewest digits that are this Float32.
      expect(numbers.map((text) => (ending === 'parquet' ? Math.fround(Number(text)) : Number(text)))).toEqual(wanted);
    }
    expect(rows.length).toBe(12);
    const table = await readTable(people);
    expect([table.names?.[0], table.rows.length, table.rows[3][0]]).toEqual(['user', 40, String(model.users.ids[3])]);
  });

  test('.npy is what NumPy defines, and the ids stand beside it', async () => {
    const { vectors: told } = await ran('export', svd, '--user-vectors', at('u.npy'));
    const bytes = readFileSync(at('u.npy'));
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0]);
    const length = bytes.readUInt16LE(8);
    expect((10 + length) % 64).toBe(0);
    const header = bytes.subarray(10, 10 + length).toString('latin1');
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(40, 3\), \} *\n$/);
    const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset + 10 + length, bytes.byteOffset + bytes.length));
    const model = await readModelFile(svd);
    expect(numbers).toEqual(vectorsOf(model, 'users').vectors.values);
    const { names, rows } = await readTable(at('u.ids.csv'));
    expect(names).toEqual(['row', 'user']);
    expect(rows).toEqual(model.users.ids.map((id, row) => [String(row), String(id)]));
    expect(told[0].files).toMatchObject([{ bytes: bytes.length }, { file: at('u.ids.csv') }]);
  });

  test('refused, with nothing written', async () => {
    const said = async (...words: string[]) => refusal(await inProcess(['export', ...words]));
    const before = readdirSync(path);
    expect(await said(svd)).toContain('say what to write');
    expect(await said(popular, '--item-vectors', at('p.csv'))).toContain(
      'popular has no vectors of items; take a model of the factorization',
    );
    expect(await said(svd, '--item-vectors', at('p.txt'))).toContain('the name must end in');
    expect(await said(svd, '--item-vectors', at('p.npy'), '--user-vectors', at('p.ids.csv'))).toContain('would be written twice');
    expect(await said(svd, '--user-vectors', at('p.csv'), '--titles', films)).toContain('--titles go with --item-vectors');
    expect(await said(svd, '--onnx', at('p.onnx'), '--item-vectors', at('p.csv'))).toContain('not both');
    expect(readdirSync(path)).toEqual(before);
  });
});

describe('factors', () => {
  test('the two tastes of the data are the ends of the factors of nmf', async () => {
    const { axes, factors } = await ran('factors', nmf, '-n', '4');
    expect(axes).toBe('additive');
    const sides = factors.map(({ largest }: { largest: { id: string }[] }) => [...new Set(largest.map(({ id }) => Number(id) % 2))]);
    expect(sides.flat().sort()).toEqual([0, 1]);
  });

  test('a model whose axes can turn says so, and which model to read', async () => {
    const { stdout, stderr } = await inProcess(['factors', als, '--factor', '2', '-n', '2', '--titles', films]);
    expect(stderr).toContain('implicit-als: the axes are not unique');
    expect(stderr).toContain('nmf is the model to read');
    expect(stdout).toMatch(/^factor 2\nlargest +title +coordinate\n1\d\d +Film, the \d+ +-?0\.\d{4}\n/);
    const { factors } = await ran('factors', als, '--of', 'users', '--factor', '1');
    expect(factors[0].largest[0].id).toMatch(/^u\d+$/);
  });

  test('refused', async () => {
    const said = async (...words: string[]) => refusal(await inProcess(['factors', ...words]));
    expect(await said(svd, '--factor', '4')).toContain('--factor must be from 1 to 3; got "4"');
    expect(await said(svd, '--min-ratings', '999')).toContain('no items have so many');
    expect(await said(popular)).toContain('popular has no vectors of items');
    expect(await said(svd, '--of', 'users', '--titles', films)).toContain('leave them out of --of users');
  });
});

describe('map', () => {
  const asked = ['map', svd, '--training', ratings, '--min-ratings', '20', '--label', '4', '--titles', films];

  test('the best rated with enough ratings are named; both axes and their variance are told', async () => {
    const { points, variance, by, named } = await ran(...asked);
    expect([points.length, by, named]).toEqual([12, 'best rated', 4]);
    expect(variance[0]).toBeGreaterThan(0.5);
    const means = new Map<string, number[]>();
    for (const line of csv.trim().split('\n').slice(1)) {
      const [, item, rating] = line.split(',');
      means.set(item, [...(means.get(item) ?? []), Number(rating)]);
    }
    const best = [...means].map(([id, given]) => ({ id, count: given.length, mean: given.reduce((a, b) => a + b) / given.length })).filter(({ count }) => count >= 20).sort((a, b) => b.mean - a.mean || b.count - a.count || Number(a.id) - Number(b.id)).slice(0, 4); // biome-ignore format: one line
    const shown = points.filter(({ labelled }: { labelled: boolean }) => labelled);
    expect(shown.map(({ id, mean }: { id: string; mean: number }) => [id, mean]).sort()).toEqual(
      best.map(({ id, mean }) => [id, mean]).sort(),
    );
    // The two tastes lie on two sides of the first axis.
    const side = (odd: number) =>
      new Set(points.filter(({ id }: { id: string }) => Number(id) % 2 === odd).map(({ x }: { x: number }) => Math.sign(x)));
    expect([side(0).size, side(1).size]).toEqual([1, 1]);
  });

  test('only the named ones are placed by their own spread', async () => {
    const { points } = await ran(...asked, '--only-labelled');
    expect(points.length).toBe(4);
    expect(points.reduce((sum: number, { x }: { x: number }) => sum + x, 0)).toBeCloseTo(0, 6);
  });

  test('umap: the same seed gives the same map, and neighbors stay neighbors', async () => {
    const [one, again, other] = [await ran('map', svd, '--method', 'umap', '--neighbors', '4'), await ran('map', svd, '--method', 'umap', '--neighbors', '4'), await ran('map', svd, '--method', 'umap', '--neighbors', '4', '--seed', '1')]; // biome-ignore format: one line
    expect(again.points).toEqual(one.points);
    expect(other.points).not.toEqual(one.points);
    type Point = { id: string; x: number; y: number };
    const nearest = ({ id, x, y }: Point) => one.points.filter((p: Point) => p.id !== id).sort((a: Point, b: Point) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0]; // biome-ignore format: one line
    const agree = one.points.filter((point: Point) => Number(nearest(point).id) % 2 === Number(point.id) % 2).length;
    expect(agree).toBeGreaterThanOrEqual(10);
  });

  test('a picture with a circle each and the names of the named; a page with a table; a table', async () => {
    await ran(...asked, '-o', at('map.svg'));
    const svg = readFileSync(at('map.svg'), 'utf8');
    expect([svg.match(/<circle class="other"/g)?.length, svg.match(/<circle class="named"/g)?.length]).toEqual([8, 4]);
    expect(svg.match(/<text class="halo"[^>]*>Film, the \d+<\/text>/g)?.length).toBe(4);
    expect(svg).not.toMatch(/NaN|undefined|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
    await ran(...asked, '-o', at('map.html'));
    const page = readFileSync(at('map.html'), 'utf8');
    expect(page.match(/<th scope="row">Film/g)?.length).toBe(4);
    expect(page).toContain('likewise map ');
    await ran(...asked, '-o', at('map.csv'));
    const { names, rows } = await readTable(at('map.csv'));
    expect(names).toEqual(['item', 'title', 'x', 'y', 'ratings', 'mean', 'named']);
    expect(rows.filter((row) => row.at(-1) === '1').length).toBe(4);
  });

  test('without the ratings of training the most frequent are named; users are placed too', async () => {
    const { by, points } = await ran('map', als, '--min-ratings', '2', '--label', '3');
    expect(by).toBe('most frequent');
    const named = points.filter(({ labelled }: { labelled: boolean }) => labelled).map(({ count }: { count: number }) => count);
    expect(Math.min(...named)).toBe(points.map(({ count }: { count: number }) => count).sort((a: number, b: number) => b - a)[2]);
    expect((await ran('map', svd, '--of', 'users', '--label', '0')).points.length).toBe(40);
  });

  test('refused, and told', async () => {
    const said = async (...words: string[]) => refusal(await inProcess(['map', ...words]));
    expect(await said(svd)).toContain('say where to write it: -o map.svg');
    expect(await said(svd, '-o', at('map.png'))).toContain('the name must end in');
    expect(await said(svd, '-o', at('map.svg'), '--seed', '1')).toContain('--neighbors and --seed are those of --method umap');
    expect(await said(svd, '--of', 'users', '--titles', films, '-o', at('u.svg'))).toContain('leave them out of --of users');
    expect(await said(popular, '-o', at('map.svg'))).toContain('popular has no vectors');
    expect(await said(svd, '--only-labelled', '--min-ratings', '999', '-o', at('x.svg'))).toContain('0 points make no map');
    const foreign = file('foreign.csv', 'user,item,rating\na,z,4\nb,z,3\na,q,4\n');
    expect(await said(svd, '--training', foreign, '-o', at('x.svg'))).toContain('none of its 2 items is in the model');
    expect((await inProcess(['map', svd, '--min-ratings', '999', '-o', at('y.svg')])).stderr).toContain('only 0 of 30 can be named');
  });
});
