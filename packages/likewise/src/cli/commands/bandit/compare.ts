/** `likewise bandit compare`: an A/B test of two arms, from logs or from counts; or how many rows one would need. */
import type { ArmCounts, ComparedMeans, ComparedShares } from '@likewise/core';
import { readLogs, refuseMissing } from '../../../data/read/logs.ts';
import { numbered } from '../../../data/read/named-columns.ts';
import { CliError } from '../../../words/cli-error.ts';
import { whole } from '../../../words/numbers.ts';
import type { Flags, Given, Io } from '../../command.ts';
import { fileFlags, fileOptions } from '../../flags/files.ts';
import { numberFlag } from '../../flags/number-flags.ts';
import { pairs } from '../../print/table.ts';

export const compareFlags: Flags = {
  '--arms <a,b>': 'the two actions of the logs to compare, the old one first (default: the only two, as they come)',
  '--shares <x/n,y/m>': 'instead of logs: successes of rows of each arm, such as 120/1000,150/1000',
  '--plan <p,q>': 'instead of logs: how many rows each arm needs to tell these shares apart, such as 0.10,0.12',
  '--power <x>': 'with --plan: probability of finding the difference where it is so (default 0.8)',
  '--columns <roles>': 'which column is which, such as action=variant,reward=bought',
  '--confidence <x>': 'how sure the intervals are (default 0.95)',
  ...fileFlags,
};

export async function compareCommand(path: string | undefined, given: Given, io: Io): Promise<void> {
  const [counts, plan] = [given.text('shares'), given.text('plan')];
  if ([path, counts, plan].filter((source) => source !== undefined).length !== 1)
    throw new CliError('bandit compare: give one of a file of logs, --shares and --plan. See likewise bandit compare --help.');
  const confidence = numberFlag(given, 'confidence');
  const power = numberFlag(given, 'power');
  if (power !== undefined && plan === undefined) throw new CliError('--power goes with --plan.');
  if (given.text('arms') !== undefined && path === undefined) throw new CliError('--arms chooses among the actions of logs; give a file.');
  const { compareMeans, compareShares, momentsOfRewards, rowsToTellApart } = await import('@likewise/core');
  if (plan !== undefined) {
    const [p, q] = twoNumbers('--plan', plan);
    const rows = rowsToTellApart(p, q, { confidence, power });
    if (io.json) return io.output.json({ shares: [p, q], confidence: confidence ?? 0.95, power: power ?? 0.8, rowsOfEachArm: rows });
    const facts = pairs(io.output, [
      ['shares', `${p} and ${q}`],
      ['rows of each arm', `${whole(rows)}, ${whole(2 * rows)} together`],
    ]);
    return io.output.print(facts);
  }
  const names = ['a', 'b'] as const;
  if (counts !== undefined) {
    const [a, b] = twoCounts(counts);
    return printShares(names, [a, b], compareShares(a, b, { confidence }), confidence ?? 0.95, io);
  }
  const arms = await rewardsOfArms(path as string, given, io);
  const [a, b] = arms.rewards;
  const chosen = confidence ?? 0.95;
  if (arms.rewards.every((list) => list.every((reward) => reward === 0 || reward === 1))) {
    const [ofA, ofB] = arms.rewards.map((list) => ({ successes: list.filter((reward) => reward === 1).length, rows: list.length }));
    return printShares(arms.names, [ofA, ofB], compareShares(ofA, ofB, { confidence }), chosen, io);
  }
  printMeans(arms.names, [a.length, b.length], compareMeans(momentsOfRewards(a), momentsOfRewards(b), { confidence }), chosen, io);
}

type Two<T> = readonly [a: T, b: T];

async function rewardsOfArms(path: string, given: Given, io: Io): Promise<{ names: Two<string>; rewards: Two<number[]> }> {
  const logs = await readLogs(path, { ...fileOptions(given, io), columns: given.text('columns'), context: 'none' });
  const rewards = logs.rewards ?? refuseMissing(logs, 'reward');
  io.progress.note(`columns: ${logs.columns}`);
  const known = new Map<string, number>();
  const positions = numbered(logs.actions, known);
  const asked = given.text('arms');
  const names = asked === undefined ? [...known.keys()] : asked.split(',').map((name) => name.trim());
  const shown = [...known.keys()].slice(0, 8).join(', ');
  if (names.length !== 2 || names[0] === names[1])
    throw new CliError(
      asked === undefined
        ? `${logs.file} has ${names.length} actions (${shown}${names.length > 8 ? ', …' : ''}); name two of them with --arms.`
        : `--arms must name two actions, such as a,b; got "${asked}".`,
    );
  const missing = names.find((name) => !known.has(name));
  if (missing !== undefined) throw new CliError(`--arms: ${logs.file} has no action ${missing}; it has ${shown}.`);
  const of = (name: string): number[] => Array.from(rewards).filter((_, row) => positions[row] === known.get(name));
  return { names: [names[0], names[1]], rewards: [of(names[0]), of(names[1])] };
}

function twoNumbers(flag: string, text: string): Two<number> {
  const found = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (found.length !== 2 || found.some(Number.isNaN)) throw new CliError(`${flag} must be two numbers, such as 0.10,0.12; got "${text}".`);
  return [found[0], found[1]];
}

function twoCounts(text: string): Two<ArmCounts> {
  const found = text.split(',').map((part) => /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(part));
  if (found.length !== 2 || found.includes(null))
    throw new CliError(`--shares must be successes/rows of two arms, such as 120/1000,150/1000; got "${text}".`);
  const [a, b] = found.map((part) => ({ successes: Number(part?.[1]), rows: Number(part?.[2]) }));
  return [a, b];
}

const interval = ([low, high]: Two<number>): string => `${low.toPrecision(4)} to ${high.toPrecision(4)}`;
const probability = (p: number): string => (p < 1e-4 ? p.toExponential(1) : p.toPrecision(3));
const percentOf = (confidence: number): string => `${Number((100 * confidence).toPrecision(6))} %`;

function printShares(names: Two<string>, arms: Two<ArmCounts>, found: ComparedShares, confidence: number, { json, output }: Io): void {
  if (json) {
    output.json({ arms: arms.map((arm, k) => ({ arm: names[k], ...arm })), ...found, confidence });
    return;
  }
  const of = (k: 0 | 1): string => `${found.shares[k].toPrecision(4)} (${whole(arms[k].successes)} of ${whole(arms[k].rows)})`;
  output.print(
    pairs(output, [
      [names[0], of(0)],
      [names[1], of(1)],
      ['difference', `${found.difference.toPrecision(4)}, ${percentOf(confidence)} interval ${interval(found.newcombe)} (Newcombe)`],
      ['normal interval', interval(found.normal)],
      ['z', `${found.z.toPrecision(4)}, p ${probability(found.pValue)}`],
    ]),
  );
}

function printMeans(names: Two<string>, rows: Two<number>, found: ComparedMeans, confidence: number, { json, output }: Io): void {
  if (json) {
    output.json({ arms: rows.map((count, k) => ({ arm: names[k], rows: count })), ...found, confidence });
    return;
  }
  const of = (k: 0 | 1): string => `${found.means[k].toPrecision(4)} (mean of ${whole(rows[k])})`;
  output.print(
    pairs(output, [
      [names[0], of(0)],
      [names[1], of(1)],
      ['difference', `${found.difference.toPrecision(4)}, ${percentOf(confidence)} interval ${interval(found.interval)} (Welch)`],
      ['t', `${found.t.toPrecision(4)} with ${found.degrees.toFixed(1)} degrees of freedom, p ${probability(found.pValue)}`],
    ]),
  );
}
