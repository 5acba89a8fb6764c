/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to tridiagonal form, then QL steps with
 * Wilkinson's shift. Source: Golub, Van Loan: Matrix Computations, §8.3.
 */
import { LikewiseError } from '../errors.ts';
import { identity, norm } from './dense.ts';

export interface SymmetricEigen {
  /** Largest first; [size]. */
  readonly values: Float64Array;
  /** Row k is the unit eigenvector of value k; its entry of largest magnitude is positive; [size × size]. */
  readonly vectors: Float64Array;
}

/**
 * A = Σ_k values[k]·v_k·v_kᵀ; a is [size × size] row-major, its lower half is read.
 * @throws LikewiseError `not-finite`
 */
export function symmetricEigen(a: Float64Array, size: number): SymmetricEigen {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = a[i * size + j];
      if (!Number.isFinite(value)) {
        throw new LikewiseError('not-finite', `symmetricEigen: every entry must be finite; got ${value} in row ${i}, column ${j}.`, {
          row: i,
          column: j,
        });
      }
      matrix[i * size + j] = value;
      matrix[j * size + i] = value;
    }
  }
  const { diagonal, off, basis } = tridiagonal(matrix, size);
  diagonalize(diagonal, off, basis, size);
  return sorted(diagonal, basis, size);
}

interface Tridiagonal {
  /** [size]. */
  readonly diagonal: Float64Array;
  /** Between rows k and k+1; last entry 0; [size]. */
  readonly off: Float64Array;
  /** Rows are the new basis: A = basisᵀ·T·basis; [size × size]. */
  readonly basis: Float64Array;
}

/** Consumes `matrix`. */
function tridiagonal(matrix: Float64Array, size: number): Tridiagonal {
  const reflectors: Float64Array[] = [];
  const off = new Float64Array(size);
  for (let k = 0; k < size - 1; k++) {
    // Column k below the diagonal becomes a multiple of its first entry, by H = I − 2vvᵀ.
    const v = new Float64Array(size);
    for (let i = k + 1; i < size; i++) v[i] = matrix[i * size + k];
    const length = norm(v);
    const head = v[k + 1];
    off[k] = head < 0 ? length : -length;
    if (length === Math.abs(head)) {
      // Nothing stands below the head.
      off[k] = head;
      v.fill(0);
    } else {
      for (let i = k + 1; i < size; i++) v[i] /= length;
      v[k + 1] += head < 0 ? -1 : 1;
      const scale = norm(v);
      for (let i = k + 1; i < size; i++) v[i] /= scale;
      rotateBoth(matrix, v, k + 1, size);
    }
    reflectors.push(v);
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]);
  // Q = H_0·H_1·…; its transpose by rows is …·H_1·H_0 applied to the identity, built from the last.
  const basis = identity(size);
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const v = reflectors[k];
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += basis[row * size + j] * v[j];
      if (sum === 0) continue;
      sum *= 2;
      for (let j = k + 1; j < size; j++) basis[row * size + j] -= sum * v[j];
    }
  }
  return { diagonal, off, basis };
}

/** M ← H·M·H on rows and columns from `first` on: M − 2(v·wᵀ + w·vᵀ), w = M·v − (vᵀ·M·v)·v. */
function rotateBoth(matrix: Float64Array, v: Float64Array, first: number, size: number): void {
  const w = new Float64Array(size);
  let middle = 0;
  for (let i = first; i < size; i++) {
    let sum = 0;
    for (let j = first; j < size; j++) sum += matrix[i * size + j] * v[j];
    w[i] = sum;
    middle += v[i] * sum;
  }
  for (let i = first; i < size; i++) w[i] -= middle * v[i];
  for (let i = first; i < size; i++) {
    for (let j = first; j < size; j++) matrix[i * size + j] -= 2 * (v[i] * w[j] + w[i] * v[j]);
  }
}

/** QL steps until every entry beside the diagonal is lost in rounding; rows of `basis` turn along. */
function diagonalize(d: Float64Array, e: Float64Array, basis: Float64Array, size: number): void {
  for (let low = 0; low < size; low++) {
    for (let step = 0; ; step++) {
      let high = low;
      while (high < size - 1 && Math.abs(e[high]) > Number.EPSILON * (Math.abs(d[high]) + Math.abs(d[high + 1]))) high++;
      if (high === low) break;
      if (step === 60)
        throw new LikewiseError('no-convergence', `symmetricEigen: no convergence in 60 steps for row ${low}.`, { row: low });
      const half = (d[low + 1] - d[low]) / (2 * e[low]);
      const root = Math.sqrt(half * half + 1);
      // Wilkinson's shift: the eigenvalue of the leading 2 × 2 block that lies nearer to d[low].
      let g = d[high] - d[low] + e[low] / (half + (half < 0 ? -root : root));
      let sine = 1;
      let cosine = 1;
      let p = 0;
      let i = high - 1;
      for (; i >= low; i--) {
        const f = sine * e[i];
        const b = cosine * e[i];
        const r = norm(Float64Array.of(f, g));
        e[i + 1] = r;
        if (r === 0) {
          // The block falls apart here: start again on the part that is left.
          d[i + 1] -= p;
          e[high] = 0;
          break;
        }
        sine = f / r;
        cosine = g / r;
        const shifted = d[i + 1] - p;
        const t = (d[i] - shifted) * sine + 2 * cosine * b;
        p = sine * t;
        d[i + 1] = shifted + p;
        g = cosine * t - b;
        for (let c = 0; c < size; c++) {
          const x = basis[i * size + c];
          const y = basis[(i + 1) * size + c];
          basis[(i + 1) * size + c] = sine * x + cosine * y;
          basis[i * size + c] = cosine * x - sine * y;
        }
      }
      if (i >= low) continue;
      d[low] -= p;
      e[low] = g;
      e[high] = 0;
    }
  }
}

function sorted(values: Float64Array, vectors: Float64Array, size: number): SymmetricEigen {
  const order = Array.from({ length: size }, (_, k) => k).sort((a, b) => values[b] - values[a] || a - b);
  const rows = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const from = vectors.subarray(order[k] * size, (order[k] + 1) * size);
    let largest = 0;
    for (let c = 1; c < size; c++) if (Math.abs(from[c]) > Math.abs(from[largest])) largest = c;
    const sign = from[largest] < 0 ? -1 : 1;
    for (let c = 0; c < size; c++) rows[k * size + c] = sign * from[c];
  }
  return { values: Float64Array.from(order, (k) => values[k]), vectors: rows };
}
