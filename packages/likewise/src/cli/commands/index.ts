/** Every command, in the order of help. */
import type { Command } from '../command.ts';
import { bandit } from './bandit/bandit.ts';
import { chainCommand } from './chain/chain.ts';
import { describe } from './describe.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { exportModel } from './export.ts';
import { factorsCommand } from './factors.ts';
import { fit } from './fit.ts';
import { mapCommand } from './map/map.ts';
import { models } from './models.ts';
import { pagerank } from './pagerank.ts';
import { posterior } from './posterior/posterior.ts';
import { predict } from './predict/predict.ts';
import { prepare } from './prepare/prepare.ts';
import { rank } from './rank/rank.ts';
import { recommend } from './recommend/recommend.ts';
import { rules } from './rules.ts';
import { serve } from './serve.ts';
import { similar } from './similar.ts';
import { tune } from './tune/tune.ts';
import { up } from './up.ts';

export const commands: readonly Command[] = [
  up,
  describe,
  prepare,
  models,
  fit,
  exportModel,
  factorsCommand,
  mapCommand,
  recommend,
  predict,
  similar,
  evaluate,
  tune,
  rank,
  posterior,
  rules,
  pagerank,
  chainCommand,
  bandit,
  serve,
];
