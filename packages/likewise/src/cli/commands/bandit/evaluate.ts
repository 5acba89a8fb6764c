/** `likewise bandit evaluate`: what another policy would have earned, from the logs of the one that ran. */
import type { ActionProbabilities, LoggedPulls, OffPolicyOptions, OffPolicyReport } from '@likewise/core';
import { type PolicyLogs, readLogs, refuseMissing } from '../../../data/read/logs.ts';
import { numbered } from '../../../data/read/named-columns.ts';
import { CliError } from '../../../words/cli-error.ts';
import { counted, whole } from '../../../words/numbers.ts';
import type { Flags, Given, Io } from '../../command.ts';
import { fileFlags, fileOptions } from '../../flags/files.ts';
import { integerFlag, numberFlag } from '../../flags/number-flags.ts';
import { optionSettings } from '../../flags/option-flags.ts';
import { left, pairs, right, table, visible } from '../../print/table.ts';

export const evaluateFlags: Flags = {
  '--target <policy>': 'the policy to judge: its own logs, a table action,[context],probability, uniform, or always:<action>',
  '--policy <name>': 'instead of --target: a learning policy, such as thompson, run through the logs by replay; with --help: its options',
  '--context <column>': 'what policies tell apart (default: a column named position or context); none for nothing',
  '--columns <roles>': 'which column is which, such as action=arm,reward=bought,propensity=p',
  '--shrinkage <x>': 'rows of the overall mean added to each action in the reward model (default 100)',
  '--interval <kind>': 'normal (default) or bootstrap',
  '--resamples <n>': 'how often the bootstrap draws the rows again (default 1000)',
  '--confidence <x>': 'how sure the intervals are (default 0.95)',
  ...fileFlags,
  '--seed <n>': 'of replay and bootstrap (default 0)',
};

const names = {
  replay: 'replay',
  ips: 'IPS',
  snips: 'SNIPS',
  dm: 'direct method',
  dr: 'doubly robust',
  sndr: 'self-normalised DR',
} as const;

export async function evaluateCommand(path: string | undefined, given: Given, io: Io): Promise<void> {
  if (path === undefined) throw new CliError('bandit evaluate: a file of logs is needed. See likewise bandit evaluate --help.');
  const reading = { ...fileOptions(given, io), columns: given.text('columns'), context: given.text('context') };
  const logs = await readLogs(path, reading);
  const { rewards, propensities } = logs;
  if (rewards === undefined) refuseMissing(logs, 'reward');
  if (propensities === undefined) refuseMissing(logs, 'propensity');
  io.progress.note(`columns: ${logs.columns}`);
  const seed = integerFlag(given, 'seed', 0);
  const [target, learning] = [given.text('target'), given.text('policy')];
  if (learning !== undefined && target === undefined) return replay({ ...logs, rewards, propensities }, learning, seed, given, io);
  if (target === undefined || learning !== undefined)
    throw new CliError('bandit evaluate: give --target (logs, a table, uniform or always:<action>) or --policy (a policy that learns).');

  const { evaluatePolicy } = await import('@likewise/core');
  const other = target === 'uniform' || target.startsWith('always:') ? undefined : await readLogs(target, reading);
  const { pulls, probabilities, onPolicy } = await prepared(logs, other, target);
  const report = evaluatePolicy(pulls, probabilities, {
    seed,
    shrinkage: numberFlag(given, 'shrinkage'),
    confidence: numberFlag(given, 'confidence'),
    resamples: integerFlag(given, 'resamples', 10),
    interval: given.text('interval') as OffPolicyOptions['interval'] | undefined,
  });
  if (!io.json) return print(logs, target, report, onPolicy, io);
  const { estimates, ...rest } = report;
  const byName = Object.fromEntries(estimates.map(({ name, ...estimate }) => [name, estimate]));
  io.output.json({ logs: logs.file, target, ...rest, onPolicy, estimates: byName });
}

type Rewarded = Pick<LoggedPulls, 'rewards' | 'propensities'>;

/** A policy that learns, run through the logs. */
async function replay(
  { file, actions, rewards, propensities }: PolicyLogs & Rewarded,
  name: string,
  seed: number | undefined,
  given: Given,
  { json, output }: Io,
): Promise<void> {
  const { policyEntry, replayPolicy } = await import('@likewise/core');
  const entry = policyEntry(name);
  if (entry.contextual)
    throw new CliError(`--policy: ${entry.name} needs contexts as numbers; use the library's replayPolicy with features.`);
  const { known, positions } = positionsIn([actions]);
  const policy = entry.create(await optionSettings(entry, given));
  const pulls = { actions: positions[0], rewards, propensities, actionCount: known.length };
  const { matched, meanReward, standardError } = replayPolicy(pulls, policy, { seed });
  const half = standardError === undefined ? undefined : 1.959963984540054 * standardError;
  const interval = meanReward === undefined || half === undefined ? undefined : [meanReward - half, meanReward + half];
  const rows = actions.length;
  if (json) {
    const { settings } = policy;
    return output.json({ logs: file, policy: name, settings, rows, matched, meanReward: meanReward ?? null, standardError, interval });
  }
  const spread = half === undefined ? '' : ` ± ${half.toPrecision(3)}`;
  output.print(
    pairs(output, [
      ['logs', `${file}, ${whole(rows)} rows`],
      ['policy', `${name}, which learned from ${counted(matched, 'row')} it agreed with`],
      ['mean reward', meanReward === undefined ? 'none: it never agreed with the logs' : `${meanReward.toPrecision(6)}${spread}`],
    ]),
  );
}

/** The logs by positions, and what the target does at each; `onPolicy`: mean reward of the target's own logs. */
async function prepared(logs: PolicyLogs, other: PolicyLogs | undefined, target: string) {
  const { loggedProbabilities } = await import('@likewise/core');
  if (other !== undefined && (logs.contexts === undefined) !== (other.contexts === undefined))
    throw new CliError(
      `${(logs.contexts === undefined ? logs : other).file} has no column of contexts and the other file has one; name it with --context, or give --context none.`,
    );
  const always = target.startsWith('always:') ? target.slice('always:'.length) : undefined;
  const actions = positionsIn([logs.actions, other?.actions ?? (always === undefined ? [] : [always])]);
  const contexts = logs.contexts === undefined ? undefined : positionsIn([logs.contexts, other?.contexts ?? []]);
  const shape = { actionCount: actions.known.length, contextCount: contexts?.known.length ?? 1 };
  const { rewards, propensities } = logs as PolicyLogs & Rewarded;
  const pulls: LoggedPulls = { ...shape, actions: actions.positions[0], contexts: contexts?.positions[0], rewards, propensities };
  const { actionCount, contextCount } = shape;
  if (other === undefined) {
    const arm = actions.positions[1].at(0);
    const share = (at: number): number => (arm === undefined ? 1 / actionCount : Number(at % actionCount === arm));
    return { pulls, probabilities: Float64Array.from({ length: contextCount * actionCount }, (_, at) => share(at)), onPolicy: undefined };
  }
  const theirs = { actions: actions.positions[1], contexts: contexts?.positions[1] };
  if (other.rewards === undefined) return { pulls, probabilities: tableOf(other, theirs, pulls, contexts?.known), onPolicy: undefined };
  const probabilities = loggedProbabilities({ ...shape, ...theirs, rewards: other.rewards, propensities: other.rewards });
  const n = other.rewards.length;
  const mean = other.rewards.reduce((sum, reward) => sum + reward, 0) / n;
  const error = Math.sqrt(other.rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / Math.max(1, n - 1) / n);
  return { pulls, probabilities, onPolicy: { reward: mean, rows: n, standardError: error } };
}

/** Probabilities from a table with a row for each action, or each context and action. */
function tableOf(
  { file, actions, propensities }: PolicyLogs,
  at: Pick<LoggedPulls, 'actions' | 'contexts'>,
  { actionCount, contextCount = 1, contexts: asked }: LoggedPulls,
  contexts: readonly string[] | undefined,
): ActionProbabilities {
  if (propensities === undefined) throw new CliError(`${file} holds neither rewards nor probabilities; name the column with --columns.`);
  const probabilities = new Float64Array(contextCount * actionCount);
  const stated = new Set<number>();
  for (let row = 0; row < actions.length; row++) {
    const context = at.contexts?.[row] ?? 0;
    probabilities[context * actionCount + at.actions[row]] += propensities[row];
    stated.add(context);
  }
  for (const context of new Set(Array.from(asked ?? [0])))
    if (!stated.has(context)) throw new CliError(`${file} says nothing of context ${contexts?.[context]}, which occurs in the logs.`);
  for (let context = 0; context < contextCount; context++) {
    const row = probabilities.subarray(context * actionCount, (context + 1) * actionCount);
    const sum = row.reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > 1e-6)
      throw new CliError(
        `${file}: the probabilities${contexts === undefined ? '' : ` of context ${contexts[context]}`} must add up to 1; they give ${sum.toPrecision(6)}.`,
      );
    for (let action = 0; action < actionCount; action++) row[action] /= sum;
  }
  return probabilities;
}

/** Positions of texts in the order of their first appearance in any of the lists. */
function positionsIn(lists: readonly (readonly string[])[]) {
  const known = new Map<string, number>();
  const positions = lists.map((list) => numbered(list, known));
  return { known: [...known.keys()], positions };
}

type OnPolicy = Awaited<ReturnType<typeof prepared>>['onPolicy'];

function print({ file }: PolicyLogs, target: string, report: OffPolicyReport, onPolicy: OnPolicy, { output }: Io): void {
  const { rows, actions, contexts, loggedReward, effectiveSize, meanWeight, largestWeight, estimates, warnings } = report;
  output.print(
    pairs(output, [
      ['logs', `${file}, ${whole(rows)} rows, ${whole(actions)} actions, ${counted(contexts, 'context')}`],
      ['target', target],
      ['logged reward', loggedReward.toPrecision(6)],
      [
        'effective size',
        `as ${whole(effectiveSize)} rows of the target policy itself; mean weight ${meanWeight.toFixed(4)}, largest ${largestWeight.toFixed(2)}`,
      ],
      ['its own logs', onPolicy && `${onPolicy.reward.toPrecision(6)} in ${whole(onPolicy.rows)} rows`],
    ]),
  );
  const found = table(output, estimates, [
    left('estimator', ({ name }) => names[name]),
    right('reward', ({ value }) => value.toFixed(8)),
    right('standard error', ({ standardError }) => standardError.toFixed(8)),
    right('low', ({ interval }) => interval[0].toFixed(8)),
    right('high', ({ interval }) => interval[1].toFixed(8)),
  ]);
  output.print(`\n${found}`);
  if (warnings.length > 0) output.print(`\n${warnings.map(({ message }) => `beware: ${visible(message)}`).join('\n')}`);
}
