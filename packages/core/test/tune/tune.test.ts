/** The search for settings: its space, where it looks, who trains for how long, and that it finds what is there. */
import { describe, expect, test } from 'vitest';
import {
  biasEntry,
  type CatalogEntry,
  can,
  implicitALSEntry,
  interactionsFromRows,
  itemKNNEntry,
  LikewiseError,
  modelCatalog,
  parseSplit,
  popularEntry,
  seededRandom,
  svdEntry,
  type Trial,
  tune,
  tuningSpace,
} from '../../src/index.ts';
import { satisfies } from '../../src/options.ts';
import { Halving, rungsOf } from '../../src/tune/halving.ts';
import { nextPlace } from '../../src/tune/samplers.ts';
import { placeInRange, valueAt } from '../../src/tune/space.ts';

describe('the space', () => {
  test('of every model holds values that its options may be, the ends too', () => {
    let tuned = 0;
    for (const entry of modelCatalog) {
      const space = Object.keys(entry.options).length === 0 ? {} : spaceOf(entry);
      for (const [name, range] of Object.entries(space)) {
        tuned++;
        for (const x of [0, 0.3, 0.9, 1 - 1e-12])
          expect(satisfies(entry.options[name], valueAt(range, x)), `${entry.name} ${name} ${x}`).toBe(true);
      }
    }
    expect(tuned).toBeGreaterThan(60);
  });
  const spaceOf = (entry: CatalogEntry) => {
    try {
      return tuningSpace(entry);
    } catch (error) {
      expect(error).toMatchObject({ code: 'nothing-to-tune' });
      return {};
    }
  };

  test('is the usual one, less what is fixed, with what is given', () => {
    const given = {
      factors: { kind: 'number', low: 4, high: 6, log: false },
      weighting: { kind: 'values', values: ['binary', 'log'] },
    } as const;
    const space = tuningSpace(implicitALSEntry, { alpha: 2 }, given);
    expect(Object.keys(space).sort()).toEqual(['factors', 'regularization', 'regularizationExponent', 'unobservedWeight', 'weighting']);
    expect(space.factors).toEqual({ kind: 'integer', low: 4, high: 6, log: false });
    expect(space.regularization).toEqual({ kind: 'number', low: 0.001, high: 0.1, log: true });
    const draws = Array.from({ length: 300 }, (_, k) => valueAt(space.factors, k / 300));
    expect([4, 5, 6].map((value) => draws.filter((drawn) => drawn === value).length)).toEqual([100, 100, 100]);
  });

  test.each([
    [{ factor: { kind: 'integer', low: 1, high: 2, log: true } }, 'unknown option "factor" (did you mean "factors"?)'],
    [{ factors: { kind: 'integer', low: 9, high: 2, log: true } }, 'from the smaller to the larger end; got 9 to 2'],
    [{ factors: { kind: 'integer', low: 0, high: 2, log: false } }, 'factors must be an integer ≥ 1'],
    [{ regularization: { kind: 'number', low: 0, high: 2, log: true } }, 'must begin above 0 to be even on a logarithmic scale'],
    [{ biases: { kind: 'number', low: 0, high: 1, log: false } }, 'list its values, as in biases=a|b'],
    [{ biases: { kind: 'values', values: [] } }, 'must hold a value'],
  ] as const)('refused: %j', (ranges, sentence) => {
    expect(() => tuningSpace(svdEntry, {}, ranges)).toThrow(sentence);
  });

  test('a model without such options says what it has', () => {
    expect(() => tuningSpace(popularEntry)).toThrow('tune popular: nothing is left to vary; it has no options.');
    expect(() => tuningSpace(biasEntry, { userRegularization: 1, itemRegularization: 1 })).toThrow('give ranges of its options (');
  });
});

test('a value stands where its place gives it back', () => {
  const space = tuningSpace(svdEntry, {}, { biases: { kind: 'values', values: [true, false] } });
  for (const [name, range] of Object.entries(space))
    for (const x of [0, 0.2, 0.6, 0.999]) {
      const value = valueAt(range, x);
      expect(valueAt(range, placeInRange(range, value) as number), `${name} ${x}`).toEqual(value);
    }
  expect(placeInRange(space.biases, 'neither')).toBeUndefined();
  expect(placeInRange(space.factors, 1e9)).toBeLessThan(1);
});

describe('where to look next', () => {
  /** Distance from the best place of a valley with one coordinate that does not matter. */
  const loss = ([x, y]: readonly number[]): number => (x - 0.7) ** 2 + (y - 0.2) ** 2;
  const search = (sampler: 'tpe' | 'random', seed: number): number => {
    const ranked: number[][] = [];
    for (let k = 0; k < 40; k++) {
      const place = nextPlace(sampler, ranked, 3, seededRandom(seed, `trial ${k}`));
      for (const x of place) expect(x >= 0 && x < 1).toBe(true);
      ranked.push(place);
      ranked.sort((a, b) => loss(a) - loss(b));
    }
    return loss(ranked[0]);
  };

  test('Parzen estimators come nearer than chance', () => {
    const seeds = [...Array(20).keys()];
    const mean = (sampler: 'tpe' | 'random') => seeds.reduce((sum, seed) => sum + Math.log(search(sampler, seed)), 0) / seeds.length;
    expect(mean('tpe')).toBeLessThan(mean('random') - Math.log(2));
  });

  test('good places in a corner draw neither all to the corner nor to the far side that nobody tried', () => {
    const ranked = Array.from({ length: 20 }, (_, k) => [0.02 * k, 0.5 + 0.02 * k]);
    const next = Array.from({ length: 50 }, (_, k) => nextPlace('tpe', ranked, 2, seededRandom(k)));
    expect(new Set(next.map(([x]) => x)).size).toBe(50);
    expect(next.filter(([x, y]) => x < 0.5 && y < 0.8).length).toBeGreaterThan(35);
  });
});

describe('who trains for how long', () => {
  const runs = (trials: number, rungs: number, lossOf: (number: number) => number) => {
    const search = new Halving(trials, rungs);
    const order: [number: number, rung: number][] = [];
    for (let run = search.next(); run !== undefined; run = search.next()) {
      order.push([run.number, run.rung]);
      search.add(run, lossOf(run.number));
    }
    return order;
  };

  test('all shortly, a third of them for longer, a third of those whole; the defaults whole at once', () => {
    const order = runs(28, 3, (number) => (number * 7) % 28);
    expect(order[0]).toEqual([0, 2]);
    const at = (rung: number) => order.filter(([number, r]) => number > 0 && r === rung).map(([number]) => number);
    expect(at(0)).toEqual(Array.from({ length: 27 }, (_, k) => k + 1));
    // Early ones are promoted before better ones are seen: never fewer than a third, and the best is among them.
    expect(at(1).length).toBeGreaterThanOrEqual(9);
    expect(at(1).length).toBeLessThan(15);
    expect(at(2)).toContain(4); // 4 · 7 mod 28 = 0
    expect(at(2).length).toBeLessThan(7);
  });

  test('of few trials one goes up all the same; failed ones never', () => {
    expect(runs(2, 3, () => 1)).toEqual([[0, 2], [1, 0], [1, 1], [1, 2]]); // biome-ignore format: one line
    expect(runs(3, 2, (number) => (number === 0 ? 1 : Number.POSITIVE_INFINITY))).toEqual([[0, 1], [1, 0], [2, 0]]); // biome-ignore format: one line
    expect(runs(3, 1, () => 1)).toEqual([[0, 0], [1, 0], [2, 0]]); // biome-ignore format: one line
  });

  test('who got further ranks first, then who was better; failed ones last', () => {
    const search = new Halving(6, 3);
    const losses = [[0, 2, 5], [1, 0, 3], [2, 0, 1], [3, 0, Number.POSITIVE_INFINITY], [4, 0, 2], [2, 1, 9]]; // biome-ignore format: one line
    for (const [number, rung, loss] of losses) search.add({ number, rung }, loss);
    expect(search.ranked()).toEqual([0, 2, 4, 1, 3]);
  });

  test('epochs of the rungs', () => {
    expect([16, 60, 2, 1].map(rungsOf)).toEqual([[2, 6, 16], [7, 20, 60], [1, 2], [1]]); // biome-ignore format: one line
  });
});

const random = seededRandom(4);
const data = interactionsFromRows(
  Array.from({ length: 900 }, (_, k) => {
    const [user, item] = [k % 45, Math.floor(k / 45)];
    return { user, item, value: Math.min(5, Math.max(1, 3 + ((user % 3) - 1) * ((item % 3) - 1) + Math.round(random.normal() * 0.4))) };
  }),
);
const validation = parseSplit('random:0.8').apply(data);
const plain = ({ seconds: _, ...trial }: Trial) => trial;

describe('tune', () => {
  test('finds settings at least as good as the defaults, the same by the same seed, and goes on from past trials', async () => {
    const found = await tune(svdEntry, validation, 'rmse', { trials: 9, fixed: { epochs: 27 } });
    const [first] = found.trials;
    expect([first.number, first.options]).toEqual([0, {}]);
    expect(found.best.value).toBeLessThanOrEqual(first.value as number);
    expect(found.best.value).toBe(Math.min(...found.trials.map(({ value }) => value as number)));
    expect(new Set(found.trials.map(({ options }) => options.epochs))).toEqual(new Set([undefined, 3, 9]));
    const heard: Trial[] = [];
    const again = await tune(svdEntry, validation, 'rmse', {
      trials: 9,
      fixed: { epochs: 27 },
      past: found.trials.slice(0, 5),
      onTrial: (trial) => void heard.push(trial),
    });
    expect(again.trials.map(plain)).toEqual(found.trials.map(plain));
    expect(heard).toHaveLength(found.trials.length);
    expect(again.trials.slice(0, 5)).toEqual(found.trials.slice(0, 5));
    const other = await tune(svdEntry, validation, 'rmse', { trials: 9, fixed: { epochs: 27 }, seed: 1 });
    expect(other.trials[1].options).not.toEqual(found.trials[1].options);
    await expect(tune(svdEntry, validation, 'rmse', { trials: 9, past: other.trials })).rejects.toMatchObject({ code: 'wrong-checkpoint' });
  });

  test('higher is better for rankings; models without epochs train whole; sampler and halving change the search', async () => {
    const knn = await tune(itemKNNEntry, validation, 'ndcg@5', {
      trials: 5,
      ranges: { neighbors: { kind: 'integer', low: 1, high: 20, log: false } },
    });
    expect([knn.direction, knn.trials.length]).toEqual(['higher', 5]);
    expect(knn.best.value).toBe(Math.max(...knn.trials.map(({ value }) => value as number)));
    const call = { trials: 14, fixed: { epochs: 9, factors: 4 } };
    const [tpe, chance, whole] = [
      await tune(svdEntry, validation, 'rmse', call),
      await tune(svdEntry, validation, 'rmse', { ...call, sampler: 'random' }),
      await tune(svdEntry, validation, 'rmse', { ...call, halving: false }),
    ];
    expect(chance.trials.map(plain)).not.toEqual(tpe.trials.map(plain));
    expect(whole.trials.every(({ options }) => options.epochs === undefined)).toBe(true);
    expect(whole.trials).toHaveLength(14);
  });

  test('a setting that cannot train is a failed trial, not the end', async () => {
    const ranges = { learningRate: { kind: 'values', values: [1e6] } } as const;
    const found = await tune(svdEntry, validation, 'rmse', { trials: 3, ranges, halving: false });
    expect(found.trials.map(({ value }) => value === null)).toEqual([false, true, true]);
    expect(found.trials[1].error).toMatch(/diverged/);
    expect(found.best.number).toBe(0);
    await expect(tune(svdEntry, validation, 'rmse', { fixed: { learningRate: 1e6 }, trials: 2 })).rejects.toMatchObject({
      code: 'diverged',
    });
  });

  test('bad questions are refused before anything is trained; a signal ends it', async () => {
    await expect(tune(svdEntry, validation, 'popularity@5')).rejects.toThrow('neither more nor less popularity@5 is better in itself');
    await expect(tune(svdEntry, validation, 'rmse', { trials: 0 })).rejects.toThrow('trials must be an integer ≥ 1');
    await expect(tune(popularEntry, validation, 'ndcg@5')).rejects.toBeInstanceOf(LikewiseError);
    const stop = new AbortController();
    const stopped = tune(svdEntry, validation, 'rmse', { signal: stop.signal, onTrial: () => stop.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
    expect(can(await svdEntry.create({ epochs: 1 }).fit(data), 'predict')).toBe(true);
  });
});
