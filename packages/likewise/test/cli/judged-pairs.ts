/** Pairs of calls of `likewise evaluate` of which one has a flag more. */
import { items, ranked, ratings, test2 } from './flag-files.ts';
import { and, type Pair, reading, threads } from './flag-pairs.ts';

const judging = ['evaluate', ratings, '--model', 'popular', '--metric', 'ndcg@3'];

export const judged: Readonly<Record<string, Pair>> = {
  ...reading(judging),
  '--model': and(judging, '--model', 'random'),
  '--run': and(judging, '--run', ranked),
  '--split': and(judging, '--split', 'leave-last'),
  '--test': and(judging, '--test', test2),
  '--min-counts': and(judging, '--min-counts', 'items=8'),
  '--k-core': and(judging, '--k-core', '7'),
  '--metric': and(judging, '--metric', 'hr@3'),
  '--relevant': and(judging, '--relevant', '>=4'),
  '--compare': and([...judging, '--model', 'random'], '--compare', 'random'),
  '--likeness': and([...judging, '--metric', 'diversity@3:similar', '--model', 'item-knn'], '--likeness', 'item-knn:neighbors=1'),
  '--aging': and([...judging, '--split', 'rolling:0.1hx2'], '--aging'),
  '--by': and(judging, '--by', 'items:popularity'),
  '--seeds': and(judging, '--seeds', '2'),
  '--format': and(judging, '--format', 'markdown'),
  '--per-user': and(judging, '--per-user', 'OUT'),
  '--sampled': and(judging, '--sampled', '2'),
  '--context': and(judging, '--context', 'place'),
  '--seed': and(judging, '--seed', '1'),
  '--threads': threads(judging),
  '--report': and(judging, '--report', 'OUT'),
  '--titles': and([...judging, '--report', 'OUT'], '--titles', items),
  '--item-columns': and([...judging, '--report', 'OUT', '--titles', items], '--item-columns', 'item=item,title=code'),
  '--json': and(judging, '--json'),
};
