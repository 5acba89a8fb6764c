/** Every score and rating as golden/people.py has them. */
import { expect, test } from 'vitest';
import golden from '../../../../../golden/people.json' with { type: 'json' };
import { modelEntry } from '../../../src/models/catalog.ts';
import type { RatingPredictor, Recommender } from '../../../src/models/contract/model.ts';
import type { DemographicModel } from '../../../src/models/social/demographic/model.ts';
import { people } from './people.ts';

test.each(
  golden.cases.filter(({ scores }) => scores !== undefined).map((one) => [`${one.model} ${JSON.stringify(one.settings)}`, one] as const),
)('%s', async (_name, { model, settings, scores, ratings }) => {
  const fitted = (await modelEntry(model).create(settings).fit(people)) as Recommender & RatingPredictor;
  let compared = 0;
  people.users.ids.forEach((user, u) => {
    fitted.scoreItems(user)?.forEach((score, i) => {
      const rating = fitted.predict(user, people.items.ids[i]);
      if (Number.isNaN(score)) {
        expect([i, rating]).toEqual([7, undefined]);
        return;
      }
      expect(Math.abs(score - (scores as number[][])[u][i]), `${user}, i${i}`).toBeLessThan(1e-5);
      expect(Math.abs((rating as number) - ratings[u][i]), `rating ${user}, i${i}`).toBeLessThan(1e-5);
      compared++;
    });
  });
  expect(compared).toBe(30 * 15);
});

test('demographic: what each attribute tells', async () => {
  const { state } = (await modelEntry('demographic').create().fit(people)) as DemographicModel;
  state.strengths.forEach((strength, a) => {
    expect(Math.abs(strength - golden.strengths[a])).toBeLessThan(1e-5);
  });
});

test('social-mf reaches the minimum of the whole objective', async () => {
  const { settings, ratings, objective } = golden.cases.at(-1) as { settings: object; ratings: number[][]; objective: number };
  const objectives: number[] = [];
  const best = { objective: Number.POSITIVE_INFINITY, worst: Number.POSITIVE_INFINITY };
  for (const seed of [0, 1, 2]) {
    objectives.length = 0;
    const fitted = (await modelEntry('social-mf')
      .create({ ...settings, epochs: 1500, startDeviation: 0.5, seed })
      .fit(people, { threads: 1, onEpoch: ({ objective: now }) => void objectives.push(now as number) })) as RatingPredictor;
    objectives.forEach((value, k) => {
      if (k > 0) expect(value, `epoch ${k + 1} of seed ${seed}`).toBeLessThanOrEqual(objectives[k - 1] * (1 + 1e-6));
    });
    const reached = objectives.at(-1) as number;
    if (reached >= best.objective) continue;
    best.objective = reached;
    best.worst = Math.max(
      ...people.users.ids.flatMap((user, u) =>
        people.items.ids.map((item, i) => (i === 7 ? 0 : Math.abs((fitted.predict(user, item) as number) - ratings[u][i]))),
      ),
    );
  }
  expect(Math.abs(best.objective / objective - 1)).toBeLessThan(1e-3);
  expect(best.worst).toBeLessThan(0.02);
});
