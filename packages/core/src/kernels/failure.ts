/** What a kernel reports when a row has no solution. */
import { LikewiseError } from '../errors.ts';
import type { KernelName } from './kernels.ts';

/** The error of status r + 1. */
export function kernelFailure(kernel: KernelName, status: number): LikewiseError {
  const row = status - 1;
  return new LikewiseError(
    'not-positive-definite',
    `${kernel}: the normal equations of row ${row} are not positive definite; increase the regularization.`,
    { kernel, row },
  );
}
