/** `likewise chain`: a Markov chain from sequences or probabilities: what comes next, after some steps, and in the long run. */
import type { MarkovChain, StateDistribution } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { counted, fixed, short, whole } from '../../../words/numbers.ts';
import { type Command, type Given, type Io, jsonFlag } from '../../command.ts';
import { fileFlags, fileOptions } from '../../flags/files.ts';
import { parseIds } from '../../flags/ids.ts';
import { countFlag, countOf, integerFlag, numberFlag } from '../../flags/number-flags.ts';
import { left, pairs, place, right, table } from '../../print/table.ts';

export const chainCommand: Command = {
  name: 'chain',
  summary: 'a Markov chain from sequences: what comes next, after some steps, in the long run, and how likely a sequence is',
  arguments: { '<file>': 'one sequence a line, its states in their order; - is stdin' },
  flags: {
    '--long': 'the file has a row for each step instead: sequence, state and, where there is one, time',
    '--probabilities': 'the file has rows from,to,probability instead',
    '--smoothing <e>': 'added to every count of a transition: 0 none, 1 add-one (default 0)',
    '--next <state>': 'what comes right after this state',
    '--start <state>': 'with --steps: where it starts',
    '--steps <n>': 'where it is after n steps',
    '--sequence <states>': 'how likely this sequence is: a,b,"c, d"',
    '--columns <roles>':
      'of --long sequence=visit,state=page,time=at (without a time rows are in order); of --probabilities from=a,to=b,probability=p',
    ...countFlag,
    ...fileFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise chain sentences.txt --delimiter space --smoothing 1 --next the',
    'likewise chain visits.csv --long --columns sequence=user,state=page,time=at',
    'likewise chain weather.csv --probabilities --start sun --steps 3',
  ],
  async run(given, io) {
    const n = countOf(given);
    const [next, start, sequence] = [given.text('next'), given.text('start'), given.text('sequence')];
    const steps = integerFlag(given, 'steps', 0);
    const asked = [next, start ?? steps, sequence].filter((value) => value !== undefined).length;
    if (asked > 1) throw new CliError('chain: ask one thing: --next, --start with --steps, or --sequence.');
    if ((start === undefined) !== (steps === undefined))
      throw new CliError('chain: --start and --steps go together: --start sun --steps 3.');
    const chain = await chainOf(given, io);
    const answer =
      next !== undefined
        ? whatIsNext(chain, next, n, io)
        : start !== undefined
          ? placesAfter(chain, start, steps as number, n, io)
          : sequence !== undefined
            ? likelihoodOf(chain, parseIds('--sequence', sequence), io)
            : longRun(chain, n, io);
    if (io.json) io.output.json(answer.json);
    else io.output.print(answer.text);
  },
};

interface Answer {
  readonly json: object;
  readonly text: string;
}

async function chainOf(given: Given, io: Io): Promise<MarkovChain> {
  const { chainFromProbabilities, chainFromSequences } = await import('@likewise/core');
  const { readProbabilities, readSequences, readSteps } = await import('../../../data/read/sequences.ts');
  const smoothing = numberFlag(given, 'smoothing', 'a number ≥ 0', (value) => value >= 0);
  const [path, long, probable] = [given.argument(0) as string, given.on('long') === true, given.on('probabilities') === true];
  if (long && probable) throw new CliError('chain: give --long or --probabilities, not both.');
  if (probable && smoothing !== undefined) throw new CliError('chain: --smoothing is for counts; probabilities are taken as they are.');
  if (!long && !probable && given.text('columns') !== undefined)
    throw new CliError('chain: --columns are those of --long and --probabilities; a line is one sequence otherwise.');
  const options = { ...fileOptions(given, io), columns: given.text('columns'), onNote: (note: string) => io.progress.note(note) };
  if (probable) return chainFromProbabilities(await readProbabilities(path, options));
  const sequences = long ? await readSteps(path, options) : await readSequences(path, options);
  if (sequences.every(({ length }) => length < 2)) {
    const remedy = long
      ? '--columns sequence=…,state=… says which column is which'
      : '--delimiter space parts words, --long reads a row for each step';
    throw new CliError(`chain: no sequence of ${path} has two states, so nothing follows anything; ${remedy}.`);
  }
  return chainFromSequences(sequences, { smoothing });
}

/** @throws CliError with the nearest states */
function known(chain: MarkovChain, flag: string, text: string): string | number {
  const state = chain.states.find(text);
  if (state === undefined)
    throw new CliError(
      `${flag}: the chain has no state ${text}; it has ${chain.states.ids.slice(0, 8).join(', ')}${chain.states.size > 8 ? ', …' : ''}.`,
    );
  return state;
}

function whatIsNext(chain: MarkovChain, text: string, n: number, { output }: Io): Answer {
  const following = chain.next(known(chain, '--next', text), n);
  if (following === undefined)
    throw new CliError(`--next ${text}: nothing ever followed it, so its next state is 0 ÷ 0; give --smoothing above 0.`);
  const rows = following.map(({ state, probability }) => ({ state: String(state), probability }));
  // What is beyond the list, and with smoothing what never followed.
  const rest = 1 - rows.reduce((sum, { probability }) => sum + probability, 0);
  const others = rest > 1e-9 ? `\nall others together: ${fixed(rest, 6)}` : '';
  return { json: { state: text, next: rows, rest }, text: sharesTable(`after ${text}`, rows, output) + others };
}

function placesAfter(chain: MarkovChain, start: string, steps: number, n: number, { output }: Io): Answer {
  const shares = ordered(chain.after(steps, known(chain, '--start', start)), n);
  return { json: { start, steps, shares }, text: sharesTable(`after ${counted(steps, 'step')} from ${start}`, shares, output) };
}

function likelihoodOf(chain: MarkovChain, states: readonly string[], { output }: Io): Answer {
  const path = states.map((state) => known(chain, '--sequence', state));
  const [all, steps] = [chain.logProbability(path), chain.logProbability(path, { start: false })];
  if (steps === undefined)
    throw new CliError('--sequence: a state in it was only ever last, so what follows it is 0 ÷ 0; give --smoothing above 0.');
  const probability = all === undefined ? undefined : Math.exp(all);
  return {
    json: {
      sequence: states,
      probability,
      logProbability: finite(all),
      stepsProbability: Math.exp(steps),
      stepsLogProbability: finite(steps),
    },
    text: pairs(output, [
      ['probability', probability === undefined ? undefined : short(probability)],
      ['natural logarithm', all === undefined ? undefined : fixed(all, 6)],
      ['of its steps alone', `${short(Math.exp(steps))}, logarithm ${fixed(steps, 6)}`],
    ]),
  };
}

/** −Infinity is no JSON: a step that never happened has no logarithm. */
const finite = (value: number | undefined): number | null | undefined => (value === Number.NEGATIVE_INFINITY ? null : value);

function longRun(chain: MarkovChain, n: number, { output }: Io): Answer {
  const { stationary, limiting, told, irreducible, period, closedClasses } = chain.steadyState();
  const rows = stationary === undefined ? undefined : ordered(stationary, n);
  const [states, transitions, isLimit] = [chain.states.size, chain.counts.length, limiting !== undefined];
  const about = pairs(output, [
    ['states', whole(states)],
    ['transitions', whole(transitions)],
    ['long run', told],
  ]);
  return {
    json: { states, transitions, told, irreducible, period, closedClasses: closedClasses.length, isLimit, stationary: rows },
    text: rows === undefined ? about : `${about}\n\n${sharesTable(isLimit ? 'in the long run' : 'stationary', rows, output)}`,
  };
}

interface Share {
  readonly state: string;
  readonly probability: number;
}

const sharesTable = (heading: string, rows: readonly Share[], output: Io['output']): string =>
  table(output, rows, [place, left(heading, ({ state }) => state), right('probability', ({ probability }) => fixed(probability, 6))]);

const ordered = (shares: StateDistribution, n: number): readonly Share[] =>
  [...shares]
    .map(([state, probability]) => ({ state: String(state), probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, n);
