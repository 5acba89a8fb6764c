/** `likewise bandit evaluate`: what another policy would have earned, from the logs of the one that ran. */
import type { ActionProbabilities, LoggedPulls, OffPolicyOptions, OffPolicyReport } from '@likewise/core';
import { type PolicyLogs, readLogs, refuseMissing } from '../../../data/read/logs.ts';
import { CliError } from '../../../words/cli-error.ts';
import { whole } from '../../../words/numbers.ts';
import type { Flag, Given, Io } from '../../command.ts';
import { integerFlag } from '../../flags/integers.ts';
import { specSettings } from '../../flags/spec-flags.ts';
import { type Column, pairs, table, visible } from '../../print/table.ts';

export const evaluateFlags: readonly Flag[] = [
  {
    flags: '--target <policy>',
    meaning: 'the policy to judge: its own logs, a table action,[context],probability, uniform, or always:<action>',
  },
  {
    flags: '--policy <name>',
    meaning: 'instead of --target: a learning policy, such as thompson, run through the logs by replay; with --help: its options',
  },
  { flags: '--context <column>', meaning: 'what policies tell apart (default: a column named position or context); none for nothing' },
  { flags: '--columns <roles>', meaning: 'which column is which, such as action=arm,reward=bought,propensity=p' },
  { flags: '--shrinkage <x>', meaning: 'rows of the overall mean added to each action in the reward model (default 100)' },
  { flags: '--interval <kind>', meaning: 'normal (default) or bootstrap' },
  { flags: '--resamples <n>', meaning: 'how often the bootstrap draws the rows again (default 1000)' },
  { flags: '--confidence <x>', meaning: 'how sure the intervals are (default 0.95)' },
  { flags: '--delimiter <text>', meaning: 'what separates the columns: , ; | tab :: …' },
  { flags: '--encoding <name>', meaning: 'utf-8, latin-1 or utf-16' },
  { flags: '--seed <n>', meaning: 'of replay and bootstrap (default 0)' },
];

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
  const { evaluatePolicy, policyEntry, replayPolicy } = await import('@likewise/core');
  const reading = {
    columns: given.text('columns'),
    context: given.text('context'),
    delimiter: given.text('delimiter'),
    encoding: given.text('encoding'),
    signal: io.signal,
  };
  const logs = await readLogs(path, reading);
  const { rewards, propensities } = logs;
  if (rewards === undefined) refuseMissing(logs, 'reward');
  if (propensities === undefined) refuseMissing(logs, 'propensity');
  io.progress.note(
    `columns: ${Object.entries(logs.columns)
      .map(([role, name]) => `${role} = ${name}`)
      .join(', ')}`,
  );
  const seed = integerFlag('--seed', given.text('seed'), 0);
  const [target, learning] = [given.text('target'), given.text('policy')];
  if ((target === undefined) === (learning === undefined))
    throw new CliError('bandit evaluate: give --target (logs, a table, uniform or always:<action>) or --policy (a policy that learns).');

  if (learning !== undefined) {
    const entry = policyEntry(learning);
    if (entry.contextual)
      throw new CliError(`--policy: ${entry.name} needs contexts as numbers; use the library's replayPolicy with features.`);
    const { positions: actions } = positionsIn([logs.actions]);
    const pulls = { actions: actions[0], rewards, propensities, actionCount: new Set(logs.actions).size };
    const policy = entry.create(await specSettings(entry, given));
    const { matched, meanReward, standardError } = replayPolicy(pulls, policy, { seed });
    const half = standardError === undefined ? undefined : 1.959963984540054 * standardError;
    const interval = meanReward === undefined || half === undefined ? undefined : [meanReward - half, meanReward + half];
    if (io.json) {
      io.output.json({
        logs: logs.file,
        policy: entry.name,
        settings: policy.settings,
        rows: logs.actions.length,
        matched,
        meanReward: meanReward ?? null,
        standardError,
        interval,
      });
      return;
    }
    io.output.print(
      pairs(
        [
          ['logs', `${logs.file}, ${whole(logs.actions.length)} rows`],
          ['policy', `${entry.name}, which learned from ${whole(matched)} ${matched === 1 ? 'row' : 'rows'} it agreed with`],
          [
            'mean reward',
            meanReward === undefined
              ? 'none: it never agreed with the logs'
              : `${meanReward.toPrecision(6)}${half === undefined ? '' : ` ± ${half.toPrecision(3)}`}`,
          ],
        ],
        io.output,
      ),
    );
    return;
  }

  const other = target === 'uniform' || target?.startsWith('always:') ? undefined : await readLogs(target as string, reading);
  const { pulls, probabilities, onPolicy } = await prepared(logs, other, target as string);
  const options: Partial<OffPolicyOptions> = {
    seed,
    shrinkage: numberFlag('--shrinkage', given.text('shrinkage')),
    confidence: numberFlag('--confidence', given.text('confidence')),
    resamples: integerFlag('--resamples', given.text('resamples'), 10),
    interval: given.text('interval') as OffPolicyOptions['interval'] | undefined,
  };
  const report = evaluatePolicy(pulls, probabilities, options);
  if (io.json) {
    const { estimates, ...rest } = report;
    io.output.json({
      logs: logs.file,
      target,
      ...rest,
      ...(onPolicy === undefined ? {} : { onPolicy }),
      estimates: Object.fromEntries(estimates.map(({ name, ...estimate }) => [name, estimate])),
    });
    return;
  }
  print(logs, target as string, report, onPolicy, io);
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
  const pulls: LoggedPulls = {
    ...shape,
    actions: actions.positions[0],
    contexts: contexts?.positions[0],
    rewards: logs.rewards as Float64Array,
    propensities: logs.propensities as Float64Array,
  };
  if (other === undefined) {
    const probabilities = new Float64Array(shape.contextCount * shape.actionCount).fill(always === undefined ? 1 / shape.actionCount : 0);
    if (always !== undefined) {
      const arm = actions.positions[1][0];
      for (let context = 0; context < shape.contextCount; context++) probabilities[context * shape.actionCount + arm] = 1;
    }
    return { pulls, probabilities, onPolicy: undefined };
  }
  const theirs = { actions: actions.positions[1], contexts: contexts?.positions[1] };
  if (other.rewards === undefined)
    return { pulls, probabilities: tableOf(other, theirs, shape, pulls, contexts?.known), onPolicy: undefined };
  const probabilities = loggedProbabilities({ ...shape, ...theirs, rewards: other.rewards, propensities: other.rewards });
  const n = other.rewards.length;
  const mean = other.rewards.reduce((sum, reward) => sum + reward, 0) / n;
  const error = Math.sqrt(other.rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / Math.max(1, n - 1) / n);
  return { pulls, probabilities, onPolicy: { reward: mean, rows: n, standardError: error } };
}

/** Probabilities from a table with a row for each action, or each context and action. */
function tableOf(
  { file, actions, propensities }: PolicyLogs,
  at: { readonly actions: Uint32Array; readonly contexts: Uint32Array | undefined },
  { actionCount, contextCount }: { readonly actionCount: number; readonly contextCount: number },
  pulls: LoggedPulls,
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
  for (const context of new Set(Array.from(pulls.contexts ?? [0])))
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
function positionsIn(lists: readonly (readonly string[])[]): {
  readonly known: readonly string[];
  readonly positions: readonly Uint32Array[];
} {
  const known = new Map<string, number>();
  const positions = lists.map((list) =>
    Uint32Array.from(list, (text) => {
      if (!known.has(text)) known.set(text, known.size);
      return known.get(text) as number;
    }),
  );
  return { known: [...known.keys()], positions };
}

function print(
  logs: PolicyLogs,
  target: string,
  report: OffPolicyReport,
  onPolicy: { readonly reward: number; readonly rows: number } | undefined,
  { output }: Io,
): void {
  const lines: [string, string][] = [
    [
      'logs',
      `${logs.file}, ${whole(report.rows)} rows, ${whole(report.actions)} actions, ${whole(report.contexts)} ${report.contexts === 1 ? 'context' : 'contexts'}`,
    ],
    ['target', target],
    ['logged reward', report.loggedReward.toPrecision(6)],
    [
      'effective size',
      `as ${whole(report.effectiveSize)} rows of the target policy itself; mean weight ${report.meanWeight.toFixed(4)}, largest ${report.largestWeight.toFixed(2)}`,
    ],
  ];
  if (onPolicy !== undefined) lines.push(['its own logs', `${onPolicy.reward.toPrecision(6)} in ${whole(onPolicy.rows)} rows`]);
  output.print(pairs(lines, output));
  const columns: Column[] = [
    { heading: 'estimator' },
    ...['reward', 'standard error', 'low', 'high'].map((heading) => ({ heading, align: 'right' as const })),
  ];
  const cells = report.estimates.map(({ name, value, standardError, interval }) => [
    names[name],
    ...[value, standardError, ...interval].map((figure) => figure.toFixed(8)),
  ]);
  output.print(`\n${table(columns, cells, output)}`);
  if (report.warnings.length > 0) output.print(`\n${report.warnings.map(({ message }) => `beware: ${visible(message)}`).join('\n')}`);
}

function numberFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new CliError(`${flag} must be a number; got "${text}".`);
  return value;
}
