/** One figure of the plan as SVG. */
import { lineChart } from './chart.mjs';

export function drawn({ title, option, task, measure, log }, series) {
  const sweep = { xLabel: option, yLabel: task === 'topn' ? 'NDCG@20' : 'RMSE' };
  const labels =
    measure === 'coverage'
      ? { xLabel: 'level of the interval', yLabel: 'share of ratings' }
      : measure === 'objective'
        ? { ...sweep, yLabel: 'objective' }
        : sweep;
  return lineChart({ title, log, series, ...labels });
}
