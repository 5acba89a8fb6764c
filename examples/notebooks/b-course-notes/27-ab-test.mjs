// G9: the classical rival of bandits, an A/B test and its interval; and how often such intervals hold the truth.
import { compareMeans, compareShares, momentsOfRewards, rowsToTellApart, seededRandom } from '@likewise/core';
import { atMost, between, exact, row, table } from '../lesson.mjs';

const found = compareShares({ successes: 120, rows: 1000 }, { successes: 150, rows: 1000 });
table(
  ['interval of p_b − p_a', 'low', 'high'],
  ['newcombe', 'normal'].map((kind) => [kind, ...found[kind].map((end) => end.toFixed(6))]),
);
// By hand: z = 0.03 / √(0.135 · 0.865 · 2/1000), and 0.03 ± 1.959964 √(0.12 · 0.88/1000 + 0.15 · 0.85/1000).
row('G9', '120 of 1,000 against 150: z', exact('1.963050'), found.z);
row('G9', 'normal interval: low', exact('0.000076'), found.normal[0]);
row('G9', 'normal interval: high', exact('0.059924'), found.normal[1]);
// Table II of Newcombe 1998: 56 of 70 against 48 of 80.
const paper = compareShares({ successes: 48, rows: 80 }, { successes: 56, rows: 70 });
row('G9', '48 of 80 against 56 of 70, Newcombe: low', exact('0.0524'), paper.newcombe[0]);
row('G9', '48 of 80 against 56 of 70, Newcombe: high', exact('0.3339'), paper.newcombe[1]);
row('G9', 'rows of each arm to tell 10 % from 12 %, power 0.8', exact(3841), rowsToTellApart(0.1, 0.12));

const random = seededRandom(9, 'a/b');
const drawn = (rows, rate) => ({ rows, successes: Array.from({ length: rows }, () => random.uniform()).filter((x) => x < rate).length });
function coverage(rows, a, b) {
  const held = { newcombe: 0, normal: 0 };
  for (let run = 0; run < 2000; run++) {
    const test = compareShares(drawn(rows, a), drawn(rows, b));
    for (const kind of ['newcombe', 'normal']) if (test[kind][0] <= b - a && b - a <= test[kind][1]) held[kind] += 1 / 2000;
  }
  return held;
}
const worlds = [
  [300, 0.1, 0.15],
  [80, 0.3, 0.4],
  [15, 0.03, 0.06],
];
const covered = worlds.map((world) => coverage(...world));
table(
  ['rows', 'p_a', 'p_b', 'Newcombe holds', 'normal holds'],
  worlds.map((world, k) => [...world, covered[k].newcombe.toFixed(4), covered[k].normal.toFixed(4)]),
);
for (const k of [0, 1])
  row('G9', `share of 95 % intervals that hold the truth, ${worlds[k].join(', ')}`, between(0.93, 0.97), covered[k].newcombe);
row('G9', 'few rows, shares near 0: the normal interval holds at most', atMost(0.9), covered[2].normal);

let inside = 0;
for (let run = 0; run < 2000; run++) {
  const arm = (rows, mean, deviation) => momentsOfRewards(Array.from({ length: rows }, () => mean + deviation * random.normal()));
  const { interval } = compareMeans(arm(12, 1, 1), arm(30, 1.5, 4));
  if (interval[0] <= 0.5 && 0.5 <= interval[1]) inside++;
}
row('G9', 'means of arms that vary differently: Welch’s intervals that hold', between(0.93, 0.97), inside / 2000);
