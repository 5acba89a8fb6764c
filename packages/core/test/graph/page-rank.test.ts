/** PageRank: exact values, golden/pagerank.py, the mathematics, threads, and what is refused. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/pagerank.json' with { type: 'json' };
import { IdMap } from '../../src/data/id-map.ts';
import { type DirectedGraph, graphFromColumns, graphFromLinks } from '../../src/graph/directed-graph.ts';
import { pageRank } from '../../src/graph/page-rank.ts';
import { openGathering, openScattering } from '../../src/graph/page-rank-steps.ts';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';

const strict = { tolerance: 1e-12 };

test.each([
  [
    [
      [0, 1],
      [0, 2],
      [1, 2],
      [2, 0],
      [3, 2],
      [3, 2],
    ],
    [0.372527, 0.195824, 0.394149, 0.0375],
  ],
  [
    [
      [0, 1],
      [1, 2],
    ],
    [0.184417, 0.341171, 0.474412],
  ],
] as [links: [number, number][], expected: number[]][])('%j', async (links, expected) => {
  const ranks = await pageRank(graphFromLinks(links), strict);
  for (const [node, score] of expected.entries()) expect(ranks.scoreOf(node)).toBeCloseTo(score, 6);
  expect(ranks.scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 12);
  expect(ranks.converged).toBe(true);
});

test('a dead end, a self-link and a repeated link (case 22)', async () => {
  const links = ['home shop', 'home blog', 'blog home', 'blog home', 'shop shop', 'shop cart', 'about home'].map((line) => line.split(' '));
  const graph = graphFromLinks(links as [string, string][]);
  expect([graph.nodes.size, graph.links.indexes.length, graph.repeated]).toEqual([5, 6, 1]);
  const ranks = await pageRank(graph, strict);
  expect(ranks.deadEnds).toBe(1);
  for (const [node, score] of [
    ['shop', 0.304844],
    ['home', 0.264952],
    ['cart', 0.192239],
    ['blog', 0.175285],
    ['about', 0.062681],
  ] as const) {
    expect(ranks.scoreOf(node)).toBeCloseTo(score, 6);
  }
  expect(ranks.top(2).map(({ node }) => node)).toEqual(['shop', 'home']);
  expect(ranks.scoreOf('nowhere')).toBeUndefined();
});

describe('as NetworkX computes it (golden/pagerank.py)', () => {
  test.each(golden.small.map((one) => [one.name, one] as const))('%s', async (_, { links, damping, teleport, repeated, ranks }) => {
    const graph = graphFromLinks(links as [string, string, number?][], { repeated: repeated as 'once' | 'sum' });
    const found = await pageRank(graph, {
      damping,
      tolerance: 1e-13,
      teleport: teleport === null ? undefined : (teleport as [string, number][]),
    });
    expect(found.scores.length).toBe(ranks.length);
    for (const [node, score] of ranks as [string, number][])
      expect(Math.abs((found.scoreOf(node) as number) - score), node).toBeLessThan(1e-10);
  });

  const folder = process.env['LIKEWISE_DATA_DIR'];
  test.skipIf(!folder).each(golden.web.map((one) => [one.graph, one] as const))(
    '%s: all ranks to 1e-8 (skipped unless LIKEWISE_DATA_DIR is set)',
    async (name, expected) => {
      const path = join(folder as string, 'web-graphs', `${name}.txt`);
      const text = existsSync(path) ? readFileSync(path, 'utf8') : gunzipSync(readFileSync(`${path}.gz`)).toString();
      const links = text
        .split(/\r?\n/)
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split(/\s+/).map(Number) as [number, number]);
      const ranks = await pageRank(graphFromLinks(links), strict);
      expect(ranks.scores.length).toBe(expected.nodes);
      // The order: two nodes whose ranks differ by less than the tolerance may change places.
      expect(ranks.top(expected.top.length).map(({ node }) => node)).toEqual(expected.top.map(([node]) => node));
      for (const [node, score] of expected.top)
        expect(Math.abs((ranks.scoreOf(node) as number) - score), `node ${node}`).toBeLessThan(1e-8);
      for (const [node, score] of expected.sample)
        expect(Math.abs((ranks.scoreOf(node) as number) - score), `node ${node}`).toBeLessThan(1e-8);
      expect(ranks.scores.reduce((sum, score) => sum + score * score, 0)).toBeCloseTo(expected.sumOfSquares, 10);
    },
  );
});

/** Skewed, with repeated links, self-links and dead ends; more than one block and more than one group of sources. */
function randomGraph(seed: number, nodes: number, links: number, weighted = false): DirectedGraph {
  const random = seededRandom(seed);
  const draw = () => Math.floor(nodes * random.uniform() ** 2);
  return graphFromColumns({
    nodes: new IdMap(Array.from({ length: nodes }, (_, node) => node)),
    from: Uint32Array.from({ length: links }, draw),
    to: Uint32Array.from({ length: links }, draw),
    weights: weighted ? Float64Array.from({ length: links }, () => 0.5 + random.uniform()) : undefined,
  });
}

describe.each([false, true])('weighted %s', (weighted) => {
  const graph = randomGraph(5, 80_000, 200_000, weighted);

  test('the ranks solve the equation', async () => {
    const { scores, residual } = await pageRank(graph, { damping: 0.7, tolerance: 1e-13, threads: 1 });
    expect(residual).toBeLessThan(1e-13);
    const { pointers, indexes } = graph.links;
    const size = graph.nodes.size;
    const expected = new Float64Array(size);
    let stuck = 0;
    for (let node = 0; node < size; node++) {
      if (graph.outgoing[node] === 0) stuck += scores[node];
      for (let e = pointers[node]; e < pointers[node + 1]; e++)
        expected[indexes[e]] += (0.7 * scores[node] * (graph.weights?.[e] ?? 1)) / graph.outgoing[node];
    }
    let worst = 0;
    for (let node = 0; node < size; node++) worst = Math.max(worst, Math.abs(expected[node] + (0.7 * stuck + 0.3) / size - scores[node]));
    expect(stuck).toBeGreaterThan(0);
    expect(worst).toBeLessThan(1e-15);
  });

  test.each([
    ['scattered', openScattering],
    ['gathered', openGathering],
  ] as const)('kernels agree bit for bit: %s, readable and fast, on 1, 2 and 3 threads', async (_, open) => {
    const size = graph.nodes.size;
    const step = async (kernels: Kernels, uniform: number) => {
      const steps = await open(kernels, graph, true);
      const random = seededRandom(1);
      const { ranks, shares, teleport } = steps.arrays;
      for (const array of [ranks, shares, teleport]) for (let node = 0; node < size; node++) array[node] = random.uniform();
      const sums = [];
      for (let turn = 0; turn < 3; turn++) sums.push(await steps.step({ uniform, damping: 0.85, spread: 0.2 }));
      const result = { ranks: ranks.slice(), sums };
      steps.close();
      return result;
    };
    for (const uniform of [0, 1 / size]) {
      const expected = await step(referenceKernels, uniform);
      expect(expected.sums.every(({ change, stuck }) => change > 0 && stuck > 0)).toBe(true);
      for (const threads of [1, 2, 3]) {
        const found = await step(await loadKernels({ threads, eager: true }), uniform);
        expect(found.sums).toEqual(expected.sums);
        expect(firstDifference(found.ranks, expected.ranks)).toBeUndefined();
      }
    }
  });

  test('gathered and scattered differ by rounding only', async () => {
    const ranksOf = async (open: typeof openGathering) => {
      const steps = await open(await loadKernels({ threads: 1 }), graph, false);
      steps.arrays.shares.set(Float64Array.from(graph.outgoing, (weight) => (weight === 0 ? 0 : 1 / weight)));
      await steps.step({ uniform: 1, damping: 0.85, spread: 0.2 });
      const ranks = steps.arrays.ranks.slice();
      steps.close();
      return ranks;
    };
    const [scattered, gathered] = [await ranksOf(openScattering), await ranksOf(openGathering)];
    let worst = 0;
    for (let node = 0; node < gathered.length; node++) worst = Math.max(worst, Math.abs(gathered[node] / scattered[node] - 1));
    expect(worst).toBeLessThan(1e-13);
  });
});

test.each([9_000, 90_000])('any number of threads, the same bits: %d nodes', async (nodes) => {
  const graph = randomGraph(7, nodes, 300_000);
  const [one, two, three] = await Promise.all([1, 2, 3].map((threads) => pageRank(graph, { threads })));
  for (const { scores } of [two, three]) expect(firstDifference(scores, one.scores)).toBeUndefined();
});

/** Position of the first number that is not the same. */
function firstDifference(found: Float64Array, expected: Float64Array): number | undefined {
  for (let k = 0; k < expected.length; k++) if (found[k] !== expected[k]) return k;
  return undefined;
}

test('top: the largest first, ties by position, any n', async () => {
  const ranks = await pageRank(randomGraph(13, 3_000, 6_000));
  const order = Array.from(ranks.scores.keys()).sort((a, b) => ranks.scores[b] - ranks.scores[a] || a - b);
  expect(new Set(ranks.scores).size).toBeLessThan(2_500); // there are ties
  for (const n of [0, 1, 7, 1_500, 2_999, 3_000, 9_000]) expect(ranks.top(n).map(({ node }) => node)).toEqual(order.slice(0, n));
});

test('a graph is what a map of its links is, with repetitions once or summed, and what was given stays', () => {
  const random = seededRandom(17);
  for (const size of [1, 3, 900, 5_000]) {
    const draw = () => random.integer(size);
    const columns = {
      nodes: new IdMap(Array.from({ length: size }, (_, node) => node)),
      from: Uint32Array.from({ length: 4_000 }, draw),
      to: Uint32Array.from({ length: 4_000 }, draw),
      weights: Float64Array.from({ length: 4_000 }, () => 1 + random.integer(9)),
    };
    const before = structuredClone({ from: columns.from, to: columns.to, weights: columns.weights });
    for (const repeated of ['once', 'sum'] as const) {
      const wanted = new Map<number, number>();
      columns.from.forEach((source, link) => {
        const key = source * size + columns.to[link];
        if (!wanted.has(key)) wanted.set(key, columns.weights[link]);
        else if (repeated === 'sum') wanted.set(key, (wanted.get(key) as number) + columns.weights[link]);
      });
      const { links, weights, outgoing } = graphFromColumns(columns, { repeated });
      const found = Array.from({ length: size }, (_, source) =>
        Array.from({ length: links.pointers[source + 1] - links.pointers[source] }, (_k, k) => {
          const e = links.pointers[source] + k;
          return [source * size + links.indexes[e], weights?.[e]] as const;
        }),
      ).flat();
      expect(found).toEqual([...wanted].sort(([a], [b]) => a - b));
      expect(outgoing.reduce((sum, weight) => sum + weight, 0)).toBe([...wanted.values()].reduce((sum, weight) => sum + weight, 0));
    }
    expect({ from: columns.from, to: columns.to, weights: columns.weights }).toEqual(before);
  }
});

test('ranks from elsewhere use the order of links that the first ranks made', async () => {
  const graph = randomGraph(11, 500, 4_000);
  const teleport = [[3, 1]] as const;
  await pageRank(graph);
  const again = await pageRank(graph, { teleport });
  expect(again.scores).toEqual((await pageRank(randomGraph(11, 500, 4_000), { teleport })).scores);
});

test('a weight of two is a link given twice, when repetitions add up', async () => {
  const twice = await pageRank(
    graphFromLinks(
      [
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'a'],
        ['c', 'a'],
      ],
      { repeated: 'sum' },
    ),
    strict,
  );
  const heavy = await pageRank(
    graphFromLinks([
      ['a', 'b', 2],
      ['a', 'c', 1],
      ['b', 'a', 1],
      ['c', 'a', 1],
    ]),
    strict,
  );
  expect(twice.scores).toEqual(heavy.scores);
  expect(twice.scoreOf('b')).toBeGreaterThan(1.8 * ((twice.scoreOf('c') as number) - 0.05));
});

test('one node; no jumps; jumps alone; too few steps', async () => {
  expect([...(await pageRank(graphFromLinks([['a', 'a']]))).scores]).toEqual([1]);
  const graph = graphFromLinks([
    ['a', 'b'],
    ['b', 'a'],
    ['c', 'a'],
  ]);
  const alone = await pageRank(graph, {
    damping: 0,
    teleport: [
      ['b', 3],
      ['c', 1],
    ],
  });
  expect([...alone.scores]).toEqual([0, 0.75, 0.25]);
  const stopped = await pageRank(graph, { maxIterations: 2 });
  expect([stopped.iterations, stopped.converged]).toEqual([2, false]);
});

test('progress is told, and a signal stops it', async () => {
  const told: number[] = [];
  const graph = graphFromLinks([
    ['a', 'b'],
    ['b', 'a'],
    ['c', 'a'],
  ]);
  const { iterations } = await pageRank(graph, { onIteration: ({ iteration }) => told.push(iteration) });
  expect(told).toEqual(Array.from({ length: iterations }, (_, k) => k + 1));
  await expect(pageRank(graph, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test('what is no graph or no setting is refused', async () => {
  expect(() => graphFromLinks([])).toThrow('graph: there are no links; give at least one.');
  expect(() => graphFromLinks([['a', 'b', -1]])).toThrow('the weight of link 0 must be a finite number > 0; got -1.');
  const nodes = new IdMap(['a', 'b']);
  const columns = { nodes, from: Uint32Array.of(0, 1), to: Uint32Array.of(1, 2) };
  expect(() => graphFromColumns(columns)).toThrow('graph: to holds the node 2, but positions end at 1; count from 0.');
  expect(() => graphFromColumns({ ...columns, to: Uint32Array.of(1) })).toThrow('graph: to has 1 links, from 2');
  expect(() => graphFromColumns({ ...columns, weights: Float64Array.of(1) })).toThrow('graph: weights has 1 links, from 2');
  const graph = graphFromLinks([['a', 'b']]);
  await expect(pageRank(graph, { damping: 1 })).rejects.toThrow('pageRank: damping must be a finite number ≥ 0 and < 1; got 1.');
  await expect(pageRank(graph, { tolerance: 0 })).rejects.toThrow('tolerance must be a finite number > 0; got 0.');
  await expect(pageRank(graph, { teleport: [['c', 1]] })).rejects.toThrow('teleport names node c, which is not in the graph');
  await expect(pageRank(graph, { teleport: [['a', 0]] })).rejects.toThrow('at least one node of teleport must have a weight above 0');
  await expect(pageRank(graph, { alpha: 0.5 } as object)).rejects.toThrow('pageRank: unknown option "alpha"');
});

test('§5: with damping near 1 iterations end by the tolerance, not by a count', async () => {
  // What x gave to one of the pair goes to and fro, and decays as slowly as the damping says.
  const graph = graphFromLinks([
    ['x', 'a'],
    ['a', 'b'],
    ['b', 'a'],
  ]);
  const slow = await pageRank(graph, { damping: 0.9999 });
  expect(slow.converged).toBe(true);
  expect(slow.iterations).toBeGreaterThan(1000);
  expect(slow.residual).toBeLessThan(1e-10);
  const cut = await pageRank(graph, { damping: 0.9999, maxIterations: 1000 });
  expect(cut.converged).toBe(false);
  const hopeless = await pageRank(graph, { tolerance: 1e-300 });
  expect(hopeless.iterations).toBeLessThan(5000);
});
