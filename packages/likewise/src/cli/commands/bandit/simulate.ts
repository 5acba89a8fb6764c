/** `likewise bandit simulate`: how a policy fares on arms whose rewards are known. */
import { availableParallelism } from 'node:os';
import type { PosteriorCurve, SimulatedRun, Simulation } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { percent, short, whole } from '../../../words/numbers.ts';
import { playRuns } from '../../../workflow/play-runs.ts';
import { type Flags, type Given, type Io, required } from '../../command.ts';
import { integerFlag, numberFlag, threadsFlag, threadsOf } from '../../flags/number-flags.ts';
import { optionSettings } from '../../flags/option-flags.ts';
import { areaPlot, sparkline, thinned } from '../../print/plots.ts';
import { pairs, right, table } from '../../print/table.ts';

export const simulateFlags: Flags = {
  '--arms <list>': required('the mean reward of each arm, such as 0.2,0.5,0.75'),
  '--policy <name>': 'thompson (default), gaussian-thompson, ucb1, kl-ucb, epsilon-greedy or exp3; with --help: its options',
  '--pulls <n>': 'pulls of a run (default 2000)',
  '--runs <n>': 'independent runs (default 1000)',
  '--batch <n>': 'pulls chosen before their rewards are learned (default 1)',
  '--delay <n>': 'pulls that pass before a reward is known (default 0)',
  '--deviation <x>': 'normal rewards with this standard deviation, instead of rewards of 0 and 1',
  '--seed <n>': 'start of the random numbers (default 0)',
  ...threadsFlag,
};

/** Pulls above which a simulation goes to threads; below, it is done before they have started. */
const WORTH_THREADS = 100_000;

export async function simulateCommand(given: Given, io: Io): Promise<void> {
  const { bernoulliArms, gaussianArms, policyEntry, posteriorCurves, simulateBandit } = await import('@likewise/core');
  const entry = policyEntry(given.text('policy') ?? 'thompson');
  if (entry.contextual)
    throw new CliError(`--policy: ${entry.name} needs contexts, which --arms has none of; use the library's simulateBandit.`);
  const means = armsOf(given.text('arms') as string);
  const deviation = numberFlag(given, 'deviation', 'a number > 0', (value) => value > 0);
  const odd = deviation === undefined ? means.find((mean) => mean < 0 || mean > 1) : undefined;
  if (odd !== undefined)
    throw new CliError(`--arms: ${odd} is no probability from 0 to 1; rewards of another size need --deviation, for normal ones.`);
  if (deviation !== undefined && entry.rewards === 'binary')
    throw new CliError(`--deviation: ${entry.name} needs rewards from 0 to 1; a policy for others: gaussian-thompson, epsilon-greedy.`);
  const world = deviation === undefined ? bernoulliArms(means) : gaussianArms(means, deviation);
  const options = await optionSettings(entry, given);
  const policy = entry.create(options);
  const settings = {
    runs: integerFlag(given, 'runs', 1) ?? 1000,
    pulls: integerFlag(given, 'pulls', 1) ?? 2000,
    batch: integerFlag(given, 'batch', 1),
    delay: integerFlag(given, 'delay', 0),
    seed: integerFlag(given, 'seed', 0),
  };
  const threads = threadsOf(given) ?? availableParallelism();
  const { signal } = io;
  const plan = { arms: means, deviation, policy: entry.name, options, settings };
  const played = settings.runs * settings.pulls < WORTH_THREADS ? undefined : playRuns(plan, { threads, signal });
  const job = io.progress.job(`simulating ${entry.name}`);
  const first: SimulatedRun[] = [];
  const onRun = (run: SimulatedRun): void => {
    if (first.length === 0) first.push(run);
    job.update((run.run + 1) / settings.runs);
  };
  const simulation = await simulateBandit(world, policy, settings, { signal, played, onRun }).finally(() => job.end());
  const hasPosterior = entry.name === 'thompson' || entry.name === 'gaussian-thompson';
  const posterior = hasPosterior ? posteriorCurves(policy, first[0].state) : undefined;
  if (io.json) io.output.json(documentOf(means, simulation, posterior));
  else print(means, simulation, posterior, io);
}

function documentOf(arms: readonly number[], found: Simulation, posterior: readonly PosteriorCurve[] | undefined): object {
  const { simulation, reward, ...rest } = found;
  const curves = posterior?.map(({ x, density, ...curve }) => ({ ...curve, x: [...x], density: [...density] }));
  return { ...rest, ...simulation, arms, meanReward: reward.mean, rewardDeviation: reward.deviation, posterior: curves };
}

function print(arms: readonly number[], found: Simulation, posterior: readonly PosteriorCurve[] | undefined, { output }: Io): void {
  const { policy, simulation, meanRegret, regretInterval, regretDeviation, reward, shares, curve } = found;
  const [low, high] = regretInterval.map((end) => end.toFixed(2));
  // One run tells nothing of how runs differ.
  const [single, spread] = [simulation.runs === 1, `; ± ${regretDeviation.toFixed(2)} from run to run`];
  output.print(
    pairs(output, [
      ['policy', policy],
      ['runs', `${whole(simulation.runs)} of ${whole(simulation.pulls)} pulls`],
      single ? ['regret', meanRegret.toFixed(2)] : ['mean regret', `${meanRegret.toFixed(2)}, 95 % interval ${low} to ${high}${spread}`],
      ['mean reward', `${reward.mean.toFixed(4)}${single ? '' : ` ± ${reward.deviation.toFixed(4)}`}`],
    ]),
  );
  const pulled = table(output, shares, [
    right('arm', (_, arm) => String(arm)),
    right('mean', (_, arm) => short(arms[arm])),
    right('share of pulls', ({ mean }) => percent(mean, 2)),
    !single && right('±', ({ deviation }) => percent(deviation, 2)),
  ]);
  output.print(`\n${pulled}`);
  output.print(`\n${output.bold('regret by pull')}\n${areaPlot(thinned(curve.regret, plotWidth(output)), '0', whole(simulation.pulls))}`);
  if (posterior === undefined) return;
  const x = posterior[0].x;
  output.print(`\n${output.bold('what the first run believes at its end')}, density from ${short(x[0])} to ${short(x[x.length - 1])}`);
  for (const { arm, mean, interval, density } of posterior) {
    const name = `arm ${arm}`.padEnd(`arm ${posterior.length - 1}`.length);
    const figures = `${short(mean)}, 95 % ${short(interval[0])} to ${short(interval[1])}`;
    const seen = [...density].filter(Number.isFinite);
    const cells = Math.max(8, Math.min(50, (output.columns ?? 100) - name.length - figures.length - 4));
    output.print(`${name}  ${sparkline(peaks([...density], cells, Math.max(...seen)))}  ${figures}`);
  }
}

/** Columns of a curve, beside the numbers of its axis. */
const plotWidth = ({ columns = 80 }: Io['output']): number => Math.max(10, Math.min(60, columns - 12));

/** The largest of each of `count` stretches: a narrow peak must not fall between. */
function peaks(values: readonly number[], count: number, top: number): number[] {
  return Array.from({ length: count }, (_, c) => {
    const part = values.slice(Math.floor((c * values.length) / count), Math.floor(((c + 1) * values.length) / count));
    return Math.min(top, Math.max(...part));
  });
}

function armsOf(text: string): number[] {
  return text.split(',').map((part) => {
    const value = Number(part);
    if (part.trim() !== '' && Number.isFinite(value)) return value;
    throw new CliError(`--arms must be numbers separated by commas, such as 0.2,0.5,0.75; got "${text}".`);
  });
}
