/** A bound on what one question may cost: settings come from a file too, and nobody may be kept waiting without end by them. */
import { LikewiseError } from '../../errors.ts';

/** Multiplications of a fold-in: some ten seconds. */
const MOST = 1e10;

/** @throws LikewiseError `too-large` where finding one vector would take more. */
export function requireFoldInWork(owner: string, epochs: number, stepsAnEpoch: number, factors: number): void {
  const multiplications = epochs * stepsAnEpoch * factors;
  if (multiplications <= MOST) return;
  throw new LikewiseError(
    'too-large',
    `${owner}: someone new would take ${multiplications.toExponential(1)} multiplications by the settings of the model (${epochs} epochs), more than ${MOST.toExponential(0)}; tell fewer items, or train with fewer epochs.`,
    { multiplications, epochs },
  );
}
