/** Normal distributions in the middle of a network (Kingma, Welling, ICLR 2014). */
import { type LossOptions, lossOf } from './losses.ts';
import { at, type LossTerm, local, type Tensor } from './tape.ts';

/** mean + e^(½ logVariance) · ε with ε ~ N(0, 1), a function of seed, step and place; the mean itself in answering. */
export function drawNormal(mean: Tensor, logVariance: Tensor): Tensor {
  const { tape, rows, width } = mean;
  const output = tape.tensor(rows, width, mean.learns || logVariance.learns);
  const shape = { rows, writes: [output.storage], work: 20 * width };
  const operands = [at(output), at(mean), at(logVariance), output.stride, tape.key()];
  tape.emit({ ...shape, operation: 'drawNormal', operands, reads: [local(mean), local(logVariance)] }, 'training');
  const copied = [at(output), output.stride, at(mean), mean.stride, width, 0];
  tape.emit({ ...shape, operation: 'copy', operands: copied, reads: [local(mean)] }, 'inference');
  tape.whenBack(output, (gradient) => {
    tape.contribute(logVariance, (target, add) => {
      tape.emit(
        {
          operation: 'drawNormalBack',
          rows,
          operands: [at(target), at(gradient), at(output), at(mean), target.stride, add],
          reads: [local(gradient), local(output), local(mean)],
          writes: [target.storage],
          work: 4 * width,
        },
        'training',
      );
    });
    tape.contribute(mean, (target, add) => {
      const back = [at(target), target.stride, at(gradient), gradient.stride, width, add];
      tape.emit({ operation: 'copy', rows, operands: back, reads: [local(gradient)], writes: [target.storage], work: width }, 'training');
    });
  });
  return output;
}

/** KL(N(mean, e^logVariance) ‖ N(0, 1)) = ½ Σ (e^v + m² − 1 − v). */
export function kullbackLeibler(mean: Tensor, logVariance: Tensor, options: LossOptions = {}): LossTerm {
  return lossOf('kullbackLeibler', [mean, logVariance], [], options, { work: 20 * mean.width });
}
