/**
 * Implicit factorization with confidences 1 + 40 · stars on MovieLens 1M, as a course notebook has it: 20 factors, λ = 150 for
 * every row, 10 sweeps; one random rating of each person is held out and looked for among 99 others, and in the whole catalog.
 * Bands are mean ± max(3 sd, 1 %) over seeds, from an independent program.
 */
import {
  type DenseMatrix,
  evaluate,
  type Fold,
  ImplicitALSModel,
  type ImplicitALSOptions,
  type Interactions,
  implicitALS,
  implicitALSEntry,
  interactionsFromColumns,
  parseSplit,
  popular,
  type SparseRows,
} from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();
const seeds = [1, 2, 3];
const notebook: Partial<ImplicitALSOptions> = {
  factors: 20,
  alpha: 40,
  unobservedWeight: 1,
  regularization: 150,
  regularizationExponent: 0,
  solver: 'direct',
  epochs: 10,
};
const within = (value: number, mean: number, sd: number): void =>
  expect(Math.abs(value - mean), `${value} for ${mean} ± ${sd}`).toBeLessThanOrEqual(Math.max(3 * sd, 0.01 * mean));
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const uniform = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

async function allRatings(): Promise<Interactions> {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings.csv.gz`, { columns: 'user,item,weight,timestamp' });
  expect([interactions.users.size, interactions.items.size, interactions.size]).toEqual([6040, 3706, 1_000_209]);
  return interactions;
}
const leftOut = (interactions: Interactions, seed: number): Fold => parseSplit('leave-random').apply(interactions, { seed }).folds[0];

describe('errors over all cells, and the objective', () => {
  const curve: readonly (readonly [sweep: number, predict: [number, number], confidence: [number, number], millions: [number, number]])[] =
    [
      [1, [0.1166, 0.0028], [1.6113, 0.0703], [54.2566, 1.303]],
      [2, [0.1987, 0.006], [0.3533, 0.0043], [13.4104, 0.4401]],
      [5, [0.1835, 0.0016], [0.2828, 0.0012], [8.5936, 0.1226]],
      [10, [0.1852, 0.0006], [0.2742, 0.0004], [8.1658, 0.0497]],
    ];

  test('from the notebook’s start, people before films: inside the bands at sweeps 1, 2, 5 and 10', async () => {
    const ratings = await allRatings();
    const measured = new Map(curve.map(([sweep]) => [sweep, { predict: [], confidence: [], millions: [] } as Record<string, number[]>]));
    for (const seed of seeds) {
      const train = swapped(leftOut(ratings, seed).train);
      const from = uniformStart(train, seed);
      const objectives: number[] = [];
      for (const [sweep] of curve) {
        objectives.length = 0;
        const model = await implicitALS({ ...notebook, epochs: sweep }).fit(train, {
          from,
          onEpoch: ({ objective }) => void objectives.push(objective as number),
        });
        const { predict, confidence } = errorsOf(model, train.userItems);
        const to = measured.get(sweep) as Record<string, number[]>;
        to.predict.push(predict);
        to.confidence.push(confidence);
        to.millions.push(objectives[sweep - 1] / 1e6);
        // What training reports is Σ c (p − s)² + λ (‖X‖² + ‖Y‖²) of these vectors.
        const { userFactors, itemFactors } = model.state;
        const whole = confidence * userFactors.rows * itemFactors.rows + 150 * (squareOf(userFactors) + squareOf(itemFactors));
        expect(Math.abs(objectives[sweep - 1] / whole - 1)).toBeLessThan(1e-4);
      }
      for (let k = 1; k < objectives.length; k++) expect(objectives[k]).toBeLessThan(objectives[k - 1]);
    }
    for (const [sweep, predict, confidence, millions] of curve) {
      const of = measured.get(sweep) as Record<string, number[]>;
      within(meanOf(of.predict), ...predict);
      within(meanOf(of.confidence), ...confidence);
      within(meanOf(of.millions), ...millions);
    }
  });

  /** Films in the place of people: the side that is solved first is the items'. */
  function swapped({ users, items, userItems }: Interactions): Interactions {
    const people = new Uint32Array(userItems.indexes.length);
    for (let u = 0; u < userItems.rows; u++) people.fill(u, userItems.pointers[u], userItems.pointers[u + 1]);
    return interactionsFromColumns({
      users: items,
      items: users,
      userIndexes: userItems.indexes,
      itemIndexes: people,
      values: userItems.values,
      valueKind: 'weight',
    });
  }

  /** A model whose vectors are U(0, 0.01), to start from. */
  function uniformStart({ users, items, userItems }: Interactions, seed: number): ImplicitALSModel {
    const random = uniform(seed);
    const matrix = (rows: number): DenseMatrix => ({
      rows,
      columns: 20,
      values: Float32Array.from({ length: rows * 20 }, () => 0.01 * random()),
    });
    const [userFactors, itemFactors, userGram, itemGram] = [users.size, items.size, 20, 20].map(matrix);
    return new ImplicitALSModel(implicitALSEntry, {
      settings: notebook,
      users,
      items,
      seen: userItems,
      userFactors,
      itemFactors,
      userGram,
      itemGram,
    });
  }

  /** Means over all cells of (p − s)² and of c (p − s)². */
  function errorsOf({ state }: ImplicitALSModel, { rows, columns, pointers, indexes, values }: SparseRows) {
    const { userFactors, itemFactors, userGram, itemGram } = state;
    // Σ s² of all cells is the trace of XᵀX YᵀY; observed cells are then put right.
    let predict = 0;
    for (let at = 0; at < 400; at++) predict += userGram.values[at] * itemGram.values[at];
    let confidence = predict;
    for (let row = 0; row < rows; row++) {
      for (let e = pointers[row]; e < pointers[row + 1]; e++) {
        let score = 0;
        for (let f = 0; f < 20; f++) score += userFactors.values[row * 20 + f] * itemFactors.values[indexes[e] * 20 + f];
        predict += (1 - score) ** 2 - score ** 2;
        confidence += (1 + 40 * values[e]) * (1 - score) ** 2 - score ** 2;
      }
    }
    return { predict: predict / (rows * columns), confidence: confidence / (rows * columns) };
  }
  const squareOf = ({ values }: DenseMatrix): number => values.reduce((sum, value) => sum + value * value, 0);
});

describe('one rating of each person, left out at random', () => {
  test('HR@10 and NDCG@10 among 99 films never rated, and in the whole catalog', async () => {
    const ratings = await allRatings();
    const found = { popular: [] as number[][], als: [] as number[][] };
    for (const seed of seeds) {
      const split = parseSplit('leave-random').apply(ratings, { seed });
      const report = await evaluate([popular(), implicitALS({ ...notebook, seed })], split, ['hr@10', 'ndcg@10'], {
        sampled: 99,
        resamples: 0,
        seed,
      });
      for (const [k, model] of (['popular', 'als'] as const).entries()) {
        const { metrics } = report.rows[k];
        found[model].push(['hr@10 (sampled 99)', 'ndcg@10 (sampled 99)', 'hr@10', 'ndcg@10'].map((name) => metrics[name]));
      }
    }
    const [popularity, als] = [found.popular, found.als].map((rows) => rows[0].map((_, k) => meanOf(rows.map((row) => row[k]))));
    within(popularity[0], 0.5529, 0.0038);
    within(popularity[1], 0.3296, 0.004);
    within(als[0], 0.7862, 0.0057);
    within(als[1], 0.4978, 0.0052);
    within(als[2], 0.1144, 0.0033);
    within(als[3], 0.0551, 0.001);
  });

  test('replayed with its mistakes: negatives that hold training films, and its own NDCG', async () => {
    const ratings = await allRatings();
    const clean: number[][] = [];
    const dirty: number[][] = [];
    const counted: number[][] = [];
    for (const seed of seeds) {
      const { train, test: held } = leftOut(ratings, seed);
      const model = await implicitALS({ ...notebook, seed }).fit(train);
      const byCount = await popular().fit(train);
      const rated = (least: number, most: number) => excluded(ratings.userItems, least, most);
      clean.push(figures(ranks(model, held, rated(1, 5), seed)));
      dirty.push(figures(ranks(model, held, rated(1, 1), seed)));
      counted.push(figures(ranks(byCount, held, rated(1, 5), seed)));
    }
    const over = (rows: readonly number[][], k: number): number => meanOf(rows.map((row) => row[k]));
    within(over(counted, 2), 0.2992, 0.0033);
    within(over(clean, 0), 0.7862, 0.0057);
    within(over(clean, 2), 0.3878, 0.0008);
    within(over(dirty, 0), 0.7134, 0.0078);
    within(over(dirty, 1), 0.416, 0.0033);
    within(over(dirty, 2), 0.3991, 0.0061);
  });

  /** Each person's films with so many stars. */
  function excluded({ rows, pointers, indexes, values }: SparseRows, least: number, most: number): readonly Set<number>[] {
    return Array.from({ length: rows }, (_, u) => {
      const films = new Set<number>();
      for (let e = pointers[u]; e < pointers[u + 1]; e++) if (values[e] >= least && values[e] <= most) films.add(indexes[e]);
      return films;
    });
  }

  /** Place of the held-out film among itself and 99 drawn ones, from 1; ties count against it. */
  function ranks(
    model: { scoreItems(who: number): Float32Array | undefined },
    { users, items, userItems }: Interactions,
    without: readonly Set<number>[],
    seed: number,
  ): number[] {
    const random = uniform(seed);
    return users.ids.map((user, u) => {
      const scores = model.scoreItems(user as number) as Float32Array;
      const answer = userItems.indexes[userItems.pointers[u]];
      const drawn = new Set<number>();
      while (drawn.size < 99) {
        const film = Math.floor(random() * items.size);
        if (film !== answer && !without[u].has(film)) drawn.add(film);
      }
      let rank = 1;
      for (const film of drawn) if (!(scores[film] < scores[answer])) rank++;
      return rank;
    });
  }

  /** HR@10, NDCG@10, and log(rank) / log(rank + 2) in its place, which gives nothing for the first. */
  function figures(places: readonly number[]): number[] {
    const mean = (worth: (rank: number) => number): number => meanOf(places.map((rank) => (rank <= 10 ? worth(rank) : 0)));
    return [mean(() => 1), mean((rank) => 1 / Math.log2(1 + rank)), mean((rank) => Math.log(rank) / Math.log(rank + 2))];
  }
});
