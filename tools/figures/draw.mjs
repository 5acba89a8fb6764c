/** One figure of the plan as SVG. */
import { lineChart } from './chart.mjs';

const figureOf = { ratings: 'RMSE', topn: 'NDCG@20', 'new-items': 'NDCG@10 of new items' };

export function drawn({ title, option, task, measure, log }, series) {
  const sweep = { xLabel: option, yLabel: figureOf[task] };
  const labels =
    measure === 'coverage'
      ? { xLabel: 'level of the interval', yLabel: 'share of ratings' }
      : measure === 'objective'
        ? { ...sweep, yLabel: 'objective' }
        : sweep;
  return lineChart({ title, log, series, ...labels });
}
