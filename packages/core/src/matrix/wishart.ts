/**
 * Random vectors and matrices of Gaussian models: multivariate normal and Wishart.
 * Source: Smith, Hocking: Algorithm AS 53: Wishart Variate Generator, Applied Statistics 1972, doi:10.2307/2346290 (Bartlett's decomposition).
 */
import { LikewiseError } from '../errors.ts';
import { chiSquared } from '../math/gamma.ts';
import type { Random } from '../math/random.ts';
import { solveLowerTransposed } from './cholesky.ts';
import { multiply, multiplyTransposed } from './dense.ts';

/** Normal with the mean and the covariance L·Lᵀ; mean [size], lower = L [size × size] row-major; [size]. */
export function multivariateNormal(random: Random, mean: Float64Array, lower: Float64Array): Float64Array {
  const size = mean.length;
  const z = normals(random, size);
  const x = mean.slice();
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) x[i] += lower[i * size + j] * z[j];
  return x;
}

/** Normal with the mean and the precision (inverse covariance) L·Lᵀ: mean + L⁻ᵀ·z; shapes as `multivariateNormal`. */
export function multivariateNormalByPrecision(random: Random, mean: Float64Array, lower: Float64Array): Float64Array {
  const size = mean.length;
  const x = solveLowerTransposed(lower, normals(random, size), size);
  for (let i = 0; i < size; i++) x[i] += mean[i];
  return x;
}

/**
 * Wishart matrix of scale S = L·Lᵀ: mean degrees·S; lower = L [size × size] row-major; symmetric, [size × size].
 * @param degrees > size − 1
 * @throws LikewiseError `invalid-option`
 */
export function wishart(random: Random, lower: Float64Array, size: number, degrees: number): Float64Array {
  if (!(degrees > size - 1 && degrees < Number.POSITIVE_INFINITY)) {
    throw new LikewiseError('invalid-option', `wishart: degrees must be a finite number > ${size - 1} for ${size} rows; got ${degrees}.`, {
      option: 'degrees',
      value: degrees,
    });
  }
  // Bartlett: A is lower triangular, χ with falling degrees on the diagonal, standard normal below; W = (L·A)(L·A)ᵀ.
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) a[i * size + j] = random.normal();
    a[i * size + i] = Math.sqrt(chiSquared(random, degrees - i));
  }
  const root = multiply(lower, a, size, size, size);
  return multiplyTransposed(root, root, size, size, size);
}

function normals(random: Random, size: number): Float64Array {
  const z = new Float64Array(size);
  for (let i = 0; i < size; i++) z[i] = random.normal();
  return z;
}
