// G1: settings found on validation data by one command, by Parzen estimators and at random; never worse than the defaults, which are tried first.
import { likewise } from '../command-line.mjs';
import { atMost, data, row, table } from '../lesson.mjs';

const found = ['tpe', 'random'].map((sampler) => {
  const told = likewise('tune', data('ml-100k/u.data.gz'), '--model', 'svd', '--trials', 24, '--sampler', sampler, '--json');
  return { sampler, ...JSON.parse(told) };
});
table(
  ['sampler', 'defaults', 'best', 'settings'],
  found.map(({ sampler, trials, best }) => [sampler, trials[0].value.toFixed(4), best.value.toFixed(4), JSON.stringify(best.options)]),
);
for (const { sampler, trials, best, command } of found) {
  console.log(command.replace(data('ml-100k/u.data.gz'), 'ratings'));
  row('G1', `svd on ml-100k, ${sampler}: validation RMSE of the best, less that of the defaults`, atMost(0), best.value - trials[0].value);
}
