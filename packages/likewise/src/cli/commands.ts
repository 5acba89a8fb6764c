/** Every command, in the order of help. */
import type { Command } from './command.ts';
import { bandit } from './commands/bandit.ts';
import { describe } from './commands/describe.ts';
import { evaluate } from './commands/evaluate.ts';
import { fit } from './commands/fit.ts';
import { models } from './commands/models.ts';
import { pagerank } from './commands/pagerank.ts';
import { predict } from './commands/predict.ts';
import { rank } from './commands/rank.ts';
import { recommend } from './commands/recommend.ts';
import { rules } from './commands/rules.ts';
import { serve } from './commands/serve.ts';
import { similar } from './commands/similar.ts';
import { up } from './commands/up.ts';

export const commands: readonly Command[] = [
  up,
  describe,
  models,
  fit,
  recommend,
  predict,
  similar,
  evaluate,
  rank,
  rules,
  pagerank,
  bandit,
  serve,
];
