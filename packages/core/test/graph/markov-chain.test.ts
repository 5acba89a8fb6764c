/** Markov chains: exact values, conditions of the long run, and what has no answer. */
import { expect, test } from 'vitest';
import { chainFromProbabilities, chainFromSequences } from '../../src/graph/chain-from-sequences.ts';
import { chainStructure } from '../../src/graph/chain-structure.ts';
import { seededRandom } from '../../src/math/random.ts';

const fox = ['the quick brown fox jumps over the lazy dog'.split(' ')];

test.each([
  [0, 0.5, 0],
  [1, 0.2, 0.1],
  [0.1, 0.392857, 0.035714],
])('smoothing %d: P(quick | the) = %d, P(fox | the) = %d, and every row sums to 1', (smoothing, quick, foxAfterThe) => {
  const chain = chainFromSequences(fox, { smoothing });
  expect(chain.probability('the', 'quick')).toBeCloseTo(quick, 6);
  expect(chain.probability('the', 'fox')).toBeCloseTo(foxAfterThe, 6);
  for (const before of chain.states.ids) {
    const row = chain.states.ids.map((after) => chain.probability(before, after));
    if (smoothing === 0 && before === 'dog') expect(row.every((share) => share === undefined)).toBe(true);
    else expect((row as number[]).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  }
});

test('a state that is only ever last has no successors: undefined, or a refusal that names it; never NaN', () => {
  const chain = chainFromSequences(fox);
  expect(chain.probability('dog', 'the')).toBeUndefined();
  expect(chain.next('dog')).toBeUndefined();
  expect(chain.logProbability(['lazy', 'dog', 'the'])).toBeUndefined();
  expect(() => chain.steadyState()).toThrow('nothing ever followed dog');
  expect(() => chain.after(3, 'over')).not.toThrow();
  expect(() => chain.after(4, 'over')).toThrow('nothing ever followed dog');
  expect(chain.probability('the', 'cat')).toBeUndefined();
  expect(() => chain.after(1, 'cat')).toThrow('no state cat');
});

test('the probability of a sentence is the product of its steps', () => {
  const chain = chainFromSequences([
    ['a', 'b', 'a'],
    ['b', 'b', 'a'],
    ['a', 'b'],
  ]);
  // p(a) = 2/3, a→b 2/2, b→a 2/3
  expect(chain.logProbability(['a', 'b', 'a'])).toBeCloseTo(Math.log((2 / 3) * 1 * (2 / 3)), 12);
  expect(chain.logProbability(['a', 'b', 'a'], { start: false })).toBeCloseTo(Math.log(2 / 3), 12);
  expect(chain.logProbability(['a', 'a'])).toBe(Number.NEGATIVE_INFINITY);
  expect(chain.logProbability(['a', 'zebra'])).toBeUndefined();
  expect(chain.logProbability([])).toBeUndefined();
  expect(chain.next('b')).toEqual([
    { state: 'a', probability: 2 / 3 },
    { state: 'b', probability: 1 / 3 },
  ]);
});

const weather = chainFromProbabilities([
  ['sun', 'sun', 0.9],
  ['sun', 'rain', 0.1],
  ['rain', 'sun', 0.5],
  ['rain', 'rain', 0.5],
]);

test('two states: three steps and the limit', () => {
  const after = weather.after(3, 'sun');
  expect(after.get('sun')).toBeCloseTo(0.844, 12);
  expect(after.get('rain')).toBeCloseTo(0.156, 12);
  const { limiting, stationary, irreducible, period, told } = weather.steadyState();
  expect(limiting?.get('sun')).toBeCloseTo(5 / 6, 12);
  expect(stationary).toBe(limiting);
  expect({ irreducible, period }).toEqual({ irreducible: true, period: 1 });
  expect(told).toContain('aperiodic');
  // A stationary distribution stays.
  const stays = weather.after(7, stationary!);
  for (const [state, share] of stationary!) expect(stays.get(state)).toBeCloseTo(share, 12);
});

test('a round trip of three is periodic: a stationary distribution, no limiting one', () => {
  const round = chainFromSequences([['a', 'b', 'c', 'a']]);
  const { stationary, limiting, period, told } = round.steadyState();
  expect(period).toBe(3);
  expect(limiting).toBeUndefined();
  expect(stationary?.get('b')).toBeCloseTo(1 / 3, 12);
  expect(told).toContain('multiples of 3 steps');
});

test('an absorbing state takes all in the long run; two of them leave it to the start', () => {
  const one = chainFromProbabilities([
    ['play', 'play', 0.5],
    ['play', 'won', 0.5],
    ['won', 'won', 1],
  ]).steadyState();
  expect(one.irreducible).toBe(false);
  expect([...one.limiting!]).toEqual([
    ['play', 0],
    ['won', 1],
  ]);
  const two = chainFromProbabilities([
    ['play', 'won', 0.5],
    ['play', 'lost', 0.5],
    ['won', 'won', 1],
    ['lost', 'lost', 1],
  ]).steadyState();
  expect(two.stationary).toBeUndefined();
  expect(two.limiting).toBeUndefined();
  expect(two.closedClasses).toEqual([['won'], ['lost']]);
  expect(two.told).toContain('depends on the start');
});

test('a chain of one state stays there', () => {
  const { limiting, period } = chainFromSequences([['a', 'a']]).steadyState();
  expect([[...limiting!], period]).toEqual([[['a', 1]], 1]);
});

test('random smoothed chains: the stationary distribution stays, and is where every start ends', () => {
  for (let seed = 1; seed < 6; seed++) {
    const random = seededRandom(seed);
    const chain = chainFromSequences([Array.from({ length: 80 }, () => random.integer(7))], { smoothing: 0.1 });
    const { limiting } = chain.steadyState();
    const late = chain.after(400, chain.states.ids[0]);
    for (const [state, share] of limiting!) expect(late.get(state)).toBeCloseTo(share, 10);
    expect([...limiting!.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  }
});

test('classes and periods of random graphs agree with powers of their matrix', () => {
  for (let seed = 1; seed < 40; seed++) {
    const random = seededRandom(seed);
    const size = 2 + random.integer(5);
    const arrow = Array.from({ length: size }, () => Array.from({ length: size }, () => random.uniform() < 0.3));
    const rows = arrow.map((row) => row.flatMap((is, column) => (is ? [column] : [])));
    const pointers = [0];
    for (const row of rows) pointers.push(pointers[pointers.length - 1] + row.length);
    const { classes, closed, periods } = chainStructure({
      rows: size,
      columns: size,
      pointers: Uint32Array.from(pointers),
      indexes: Uint32Array.from(rows.flat()),
    });
    const states = Array.from({ length: size }, (_, state) => state);
    const reach = states.map((from) => states.map((to) => from === to || arrow[from][to]));
    for (const k of states) for (const i of states) for (const j of states) reach[i][j] ||= reach[i][k] && reach[k][j];
    const groups = new Set(states.map((i) => states.filter((j) => reach[i][j] && reach[j][i]).join()));
    expect(classes).toBe(groups.size);
    const shut = [...groups].filter((group) =>
      states.every((j) => !reach[Number(group.split(',')[0])][j] || group.split(',').includes(String(j))),
    );
    expect(closed.map(String).sort()).toEqual(shut.sort());
    closed.forEach(([state], k) => {
      // gcd of the lengths of walks from the state to itself, from powers of the matrix.
      let walk = states.map((to) => to === state);
      let period = 0;
      for (let length = 1; length <= 60; length++) {
        walk = states.map((to) => states.some((from) => walk[from] && arrow[from][to]));
        if (walk[state])
          for (let [a, b] = [period, length]; ; [a, b] = [b, a % b])
            if (b === 0) {
              period = a;
              break;
            }
      }
      expect(periods[k]).toBe(period);
    });
  }
});

test('what is no chain is refused', () => {
  expect(() => chainFromSequences([['a'], []])).toThrow('no sequence has two states');
  expect(() => chainFromSequences(fox, { smoothing: -1 })).toThrow('smoothing must be a finite number ≥ 0; got -1.');
  expect(() => chainFromProbabilities([['a', 'b', 1.2]])).toThrow('the probability of a → b must be from 0 to 1; got 1.2.');
  expect(() => chainFromProbabilities([['a', 'b', 0.7]])).toThrow('the probabilities of leaving a must sum to 1; they sum to 0.7.');
  expect(() => weather.after(1.5, 'sun')).toThrow('steps must be an integer ≥ 0');
  expect(() => weather.after(1, new Map([['sun', 0.5]]))).toThrow('sum to 1; they sum to 0.5');
});
