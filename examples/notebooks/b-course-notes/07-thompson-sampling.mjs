// B8: explore or exploit. Three arms and two hundred lives of two thousand pulls.
import { bernoulliArms, epsilonGreedy, posteriorCurves, simulateBandit, thompson } from '@likewise/core';
import { atLeast, band, linePlot, mean, row, table } from '../lesson.mjs';

const rates = [0.2, 0.5, 0.75];
const policies = {
  Thompson: thompson(),
  'ε-greedy, ε 0.1': epsilonGreedy({ epsilon: 0.1 }),
  greedy: epsilonGreedy({ epsilon: 0 }),
  uniform: epsilonGreedy({ epsilon: 1 }),
};
const found = {};
const beliefs = [];
for (const [name, policy] of Object.entries(policies)) {
  const onRun = ({ state }) => name === 'Thompson' && void beliefs.push(posteriorCurves(policy, state));
  found[name] = await simulateBandit(bernoulliArms(rates), policy, { pulls: 2000, runs: 200, points: 2000 }, { onRun });
}
table(
  ['policy', 'mean reward', 'regret', 'pulls of 0.2', 'of 0.5', 'of 0.75'],
  Object.entries(found).map(([name, { reward, meanRegret, shares }]) => [
    name,
    reward.mean.toFixed(4),
    meanRegret.toFixed(1),
    ...shares.map((share) => share.mean.toFixed(4)),
  ]),
);

// Deviations of a mean over 200 lives are √200 times smaller than those of one life; the expected means err as much themselves.
const ofMean = (value, deviation) => band(value, deviation * Math.sqrt(2 / 200));
const { shares, reward, meanRegret, curve } = found.Thompson;
row('B8', 'share of pulls of 0.2', ofMean(0.0042, 0.0018), shares[0].mean);
row('B8', 'share of pulls of 0.5', ofMean(0.0136, 0.0101), shares[1].mean);
row('B8', 'share of pulls of 0.75', ofMean(0.9822, 0.0108), shares[2].mean);
row('B8', 'mean reward', ofMean(0.7446, 0.0098), reward.mean);
row('B8', 'pseudo-regret', ofMean(11.4, 5.9), meanRegret);
row('B8', 'posterior mean of the best arm', ofMean(0.7501, 0.0094), mean(beliefs.map((arms) => arms[2].mean)));
row('B8', 'best arm’s share until trial 100', band(0.817, 0.008), curve.bestShare[99]);
row('B8', 'best arm’s share until trial 500', band(0.945, 0.003), curve.bestShare[499]);
row('B8', 'best arm’s share until trial 1999', band(0.982, 0.001), curve.bestShare[1998]);
row('B8', 'mean reward, ε-greedy with 0.1', ofMean(0.718, 0.0136), found['ε-greedy, ε 0.1'].reward.mean);
row('B8', 'mean reward, greedy', ofMean(0.6961, 0.1002), found.greedy.reward.mean);
row('B8', 'mean reward, uniform', ofMean(0.4833, 0.0105), found.uniform.reward.mean);
const width = ({ interval: [low, high] }) => high - low;
const narrowest = beliefs.filter((arms) => arms.every((arm) => width(arms[2]) <= width(arm)));
row('B8', 'share of lives that end with the best arm’s posterior the narrowest', atLeast(0.99), narrowest.length / 200);

const line = ([label, { curve: at }]) => ({ label, points: at.regret.map((y, k) => [k + 1, y]).filter(([x]) => x % 20 === 0) });
const series = Object.entries(found).map(line);
await linePlot('b07-regret', { title: 'Regret of 2,000 pulls, mean of 200 lives', x: 'pull', y: 'regret', series });
