/** Normal distributions in the middle of a network (Kingma, Welling, ICLR 2014). */
import { LikewiseError } from '../errors.ts';
import { NONE } from '../kernels/neural-program.ts';
import { type LossOptions, lossOf, type TargetOptions } from './losses.ts';
import { at, bits, input, type LossTerm, local, type Tensor } from './tape.ts';

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

interface MixtureOptions extends TargetOptions {
  /** Parts of the mixture: the standard normal, the given one, the wide one; > 0 and together 1. @default [0.15, 0.75, 0.1] */
  readonly shares?: readonly [standard: number, given: number, wide: number] | undefined;
  /** Log variance of the wide normal. @default 10 */
  readonly wide?: number | undefined;
}

/**
 * KL of N(·, e^logVariance) from a mixture of N(0, 1), N(priorMean, e^priorLogVariance) and N(0, e^wide), at what was drawn of it, times the
 * weight of the row: −½ Σ (1 + v) − Σ log Σ_k share_k e^(−½ (v_k + (z − m_k)² e^−v_k)). The mixture's means and variances get no gradient.
 * Source: Shenbin et al.: RecVAE, WSDM 2020, with the entropy in closed form.
 */
export function mixtureDivergence(
  drawn: Tensor,
  logVariance: Tensor,
  priorMean: Tensor,
  priorLogVariance: Tensor,
  { weights, shares = [0.15, 0.75, 0.1], wide = 10, ...options }: MixtureOptions = {},
): LossTerm {
  for (const prior of [priorMean, priorLogVariance])
    if (prior.stride !== drawn.stride || prior.width !== drawn.width || prior.rows !== drawn.rows || prior.learns)
      throw new LikewiseError(
        'invalid-option',
        'network: the mean and log variance of a mixture must be as wide as what was drawn, and frozen.',
        {
          width: prior.width,
        },
      );
  const ofRows = weights === undefined ? NONE : input(weights.storage);
  const specific = [at(priorMean), at(priorLogVariance), ofRows, ...shares.map(bits), bits(wide)];
  const reads = [local(priorMean), local(priorLogVariance)];
  return lossOf('mixtureDivergence', [drawn, logVariance], specific, options, { work: 120 * drawn.width, reads });
}
