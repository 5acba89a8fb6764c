/** `likewise bandit simulate`, `likewise bandit evaluate` and `likewise bandit compare`. */
import { type Command, jsonFlag } from '../../command.ts';
import { flagIn, optionFlags } from '../../flags/option-flags.ts';
import { compareCommand, compareFlags } from './compare.ts';
import { evaluateCommand, evaluateFlags } from './evaluate.ts';
import { simulateCommand, simulateFlags } from './simulate.ts';

const tasks = ['simulate', 'evaluate', 'compare'];

export const bandit: Command = {
  name: 'bandit',
  summary: 'try out policies that learn by pulling (simulate), judge one from logs (evaluate), or test A against B (compare)',
  arguments: {
    '<task>': 'simulate, evaluate or compare; likewise bandit simulate --help lists the flags of each',
    '[logs]': 'evaluate: actions, rewards and propensities of the policy that ran; compare: actions and rewards; - is stdin',
  },
  async flags(words) {
    const { policyCatalog, unknownName } = await import('@likewise/core');
    const task = words.find((word) => !word.startsWith('-'));
    if (task !== undefined && !tasks.includes(task)) throw unknownName('unknown-task', `bandit: unknown task "${task}"`, task, tasks);
    if (task === undefined) return jsonFlag;
    const wanted = flagIn(words, '--policy') ?? (task === 'simulate' ? 'thompson' : undefined);
    const entry = policyCatalog.find(({ name }) => name === wanted);
    if (task === 'compare') return { ...compareFlags, ...jsonFlag };
    return { ...(task === 'evaluate' ? evaluateFlags : simulateFlags), ...(entry && (await optionFlags(entry))), ...jsonFlag };
  },
  examples: [
    'likewise bandit simulate --arms 0.2,0.5,0.75 --pulls 2000 --policy thompson --runs 1000',
    'likewise bandit evaluate random.csv --target thompson.csv',
    'likewise bandit evaluate random.csv --target always:3 --interval bootstrap',
    'likewise bandit compare clicks.csv --arms old,new',
    'likewise bandit compare --shares 120/1000,150/1000',
    'likewise bandit compare --plan 0.10,0.12 --power 0.9',
  ],
  async run(given, io) {
    if (given.argument(0) === 'simulate') await simulateCommand(given, io);
    else if (given.argument(0) === 'compare') await compareCommand(given.argument(1), given, io);
    else await evaluateCommand(given.argument(1), given, io);
  },
};
