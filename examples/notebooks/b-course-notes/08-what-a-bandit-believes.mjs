// B8, G10: one life of Thompson sampling. Before some of its pulls: the samples it drew, and what it believes of the three arms.
import { bernoulliArms, posteriorCurves, seededRandom, thompson } from '@likewise/core';
import { exact, freePlot, row, table } from '../lesson.mjs';

const policy = thompson();
const world = bernoulliArms([0.2, 0.5, 0.75]);
const random = seededRandom(8, 'one life');
const shown = [5, 10, 20, 50, 100, 200, 500, 1000, 1500, 1999];
let state = policy.start(world.arms);
const lines = [];
const densities = [];
for (let trial = 0; trial < 2000; trial++) {
  if (shown.includes(trial)) {
    const curves = posteriorCurves(policy, state, { points: 200 });
    const pulls = state.ups.map((ups, arm) => ups + state.downs[arm] - 2);
    lines.push([trial, ...pulls, ...curves.map(({ mean }) => mean.toFixed(3))]);
    if (![20, 200, 1999].includes(trial)) continue;
    for (const { arm, x, density } of curves)
      densities.push(...Array.from(x, (rate, k) => ({ trial: `before ${trial}`, arm, rate, density: density[k] })));
  }
  const arm = policy.choose(state, random);
  state = policy.update(state, { arm, reward: random.uniform() < [0.2, 0.5, 0.75][arm] ? 1 : 0 });
}
table(['before trial', 'pulls of 0.2', 'of 0.5', 'of 0.75', 'mean of 0.2', 'of 0.5', 'of 0.75'], lines);
row('B8', 'states shown on the way', exact(10), lines.length);
row('B8', 'points of each density', exact(200), densities.length / 9);
const area = densities.filter(({ trial, arm }) => trial === 'before 200' && arm === 2).reduce((sum, { density }) => sum + density / 199, 0);
row('B8', 'area below one of them', exact('1.000'), area);

await freePlot('b08-what-a-bandit-believes', {
  title: 'What one life of Thompson sampling believes of the three arms',
  legend: ['arm of 0.2', 'arm of 0.5', 'arm of 0.75'],
  symbol: 'dot',
  height: 520,
  options: (Plot, colors) => ({
    marginRight: 90,
    x: { label: 'rate' },
    y: { label: 'density', type: 'sqrt', ticks: [0, 5, 20] },
    fy: { label: null, domain: ['before 20', 'before 200', 'before 1999'] },
    marks: [Plot.line(densities, { x: 'rate', y: 'density', fy: 'trial', z: 'arm', stroke: ({ arm }) => colors[arm], strokeWidth: 2 })],
  }),
});
