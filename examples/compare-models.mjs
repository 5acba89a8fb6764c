// An honest comparison: the same split, the whole catalog, intervals. node examples/compare-models.mjs
import { demoInteractions, evaluate, implicitALS, parseSplit, popular, random } from '@likewise/core';

const split = parseSplit('leave-last').apply(demoInteractions(), { positive: '>=4' });
const report = await evaluate([random(), popular(), implicitALS({ factors: 32 })], split, ['hr@10', 'ndcg@10', 'coverage@10']);

for (const { model, metrics, ci } of report.rows) {
  const [low, high] = ci['ndcg@10'];
  console.log(
    `${model.padEnd(13)} NDCG@10 ${metrics['ndcg@10'].toFixed(4)} (${low.toFixed(4)} … ${high.toFixed(4)}), HR@10 ${metrics['hr@10'].toFixed(4)}`,
  );
}
