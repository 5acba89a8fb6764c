/**
 * Singular value decomposition by one-sided Jacobi rotations on the triangular factor of QR: even small singular values
 * come out with small relative error. Source: Demmel, Veselić: Jacobi's Method is More Accurate than QR, SIMAX 1992, doi:10.1137/0613074.
 */
import { LikewiseError } from '../errors.ts';
import { multiply, norm, transposed } from './dense.ts';
import { qr } from './qr.ts';

export interface SingularValues {
  /** Orthonormal columns; [rows × rank], rank = min(rows, columns). */
  readonly u: Float64Array;
  /** Singular values, largest first; those below rounding are 0; [rank]. */
  readonly s: Float64Array;
  /** Orthonormal columns, the entry of largest magnitude in each positive; [columns × rank]. */
  readonly v: Float64Array;
}

/**
 * A = U·diag(s)·Vᵀ; a is [rows × columns] row-major.
 * @throws LikewiseError `not-finite`
 */
export function singularValues(a: Float64Array, rows: number, columns: number): SingularValues {
  const bad = a.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new LikewiseError('not-finite', `singularValues: every entry must be finite; got ${a[bad]} at ${bad}.`, { index: bad });
  if (rows < columns) {
    const { u, s, v } = singularValues(transposed(a, rows, columns), columns, rows);
    return withSigns(v, s, u, rows, columns, rows);
  }
  const { q, r } = qr(a, rows, columns);
  // Squares of entries must not overflow; a power of two changes no bit.
  const size = norm(r);
  const scale = size > 1e140 ? 2 ** -500 : size < 1e-140 && size > 0 ? 2 ** 500 : 1;
  const { left, s, right } = jacobi(
    r.map((value) => value * scale),
    columns,
  );
  for (let k = 0; k < columns; k++) s[k] /= scale;
  return withSigns(multiply(q, left, rows, columns, columns), s, right, rows, columns, columns);
}

/** SVD of a square matrix: rotations T make the rows of T·R orthogonal, so R = Tᵀ·diag(s)·Vᵀ. */
function jacobi(r: Float64Array, size: number): { left: Float64Array; s: Float64Array; right: Float64Array } {
  // Rows of `work` turn into s_k·v_kᵀ, rows of `turns` into u_kᵀ.
  const work = r.slice();
  const turns = new Float64Array(size * size);
  for (let i = 0; i < size; i++) turns[i * size + i] = 1;
  const negligible = norm(work) * Number.EPSILON * size;
  let turned = true;
  for (let sweep = 0; turned; sweep++) {
    if (sweep === 60) throw new LikewiseError('no-convergence', 'singularValues: no convergence in 60 sweeps.');
    turned = false;
    for (let i = 0; i < size - 1; i++) {
      for (let j = i + 1; j < size; j++) turned = orthogonalize(work, turns, i, j, size, negligible) || turned;
    }
  }
  const norms = Float64Array.from({ length: size }, (_, k) => norm(work, k * size, size));
  const order = Array.from({ length: size }, (_, k) => k).sort((a, b) => norms[b] - norms[a] || a - b);
  const s = Float64Array.from(order, (k) => (norms[k] <= negligible ? 0 : norms[k]));
  const left = new Float64Array(size * size);
  const right = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let c = 0; c < size; c++) {
      left[c * size + k] = turns[order[k] * size + c];
      if (s[k] > 0) right[c * size + k] = work[order[k] * size + c] / norms[order[k]];
    }
    if (s[k] === 0) complete(right, k, size);
  }
  return { left, s, right };
}

/** Turns rows i and j of `work` until they are orthogonal, the longer one first; whether there was anything to do. */
function orthogonalize(work: Float64Array, turns: Float64Array, i: number, j: number, size: number, negligible: number): boolean {
  let ii = 0;
  let jj = 0;
  let ij = 0;
  for (let c = 0; c < size; c++) {
    const x = work[i * size + c];
    const y = work[j * size + c];
    ii += x * x;
    jj += y * y;
    ij += x * y;
  }
  if (Math.sqrt(ii) <= negligible || Math.sqrt(jj) <= negligible) return false;
  if (Math.abs(ij) <= 4 * Number.EPSILON * Math.sqrt(ii) * Math.sqrt(jj)) return false;
  const cotangent = (jj - ii) / (2 * ij);
  const tangent = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.sqrt(1 + cotangent * cotangent));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (const rows of [work, turns]) {
    for (let c = 0; c < size; c++) {
      const x = rows[i * size + c];
      const y = rows[j * size + c];
      rows[i * size + c] = cosine * x - sine * y;
      rows[j * size + c] = sine * x + cosine * y;
    }
  }
  return true;
}

/** Fills column k with a unit vector orthogonal to the columns before it. */
function complete(columnsOf: Float64Array, k: number, size: number): void {
  let best = new Float64Array(size);
  let bestLength = 0;
  for (let axis = 0; axis < size && bestLength < 0.5; axis++) {
    const candidate = new Float64Array(size);
    candidate[axis] = 1;
    for (const _ of [1, 2]) {
      for (let other = 0; other < k; other++) {
        let sum = 0;
        for (let c = 0; c < size; c++) sum += candidate[c] * columnsOf[c * size + other];
        for (let c = 0; c < size; c++) candidate[c] -= sum * columnsOf[c * size + other];
      }
    }
    const length = norm(candidate);
    if (length > bestLength) [best, bestLength] = [candidate, length];
  }
  for (let c = 0; c < size; c++) columnsOf[c * size + k] = best[c] / bestLength;
}

function withSigns(u: Float64Array, s: Float64Array, v: Float64Array, rows: number, columns: number, rank: number): SingularValues {
  for (let k = 0; k < rank; k++) {
    let largest = 0;
    for (let c = 0; c < columns; c++) if (Math.abs(v[c * rank + k]) > Math.abs(largest)) largest = v[c * rank + k];
    if (largest >= 0) continue;
    for (let c = 0; c < columns; c++) v[c * rank + k] = -v[c * rank + k];
    for (let c = 0; c < rows; c++) u[c * rank + k] = -u[c * rank + k];
  }
  return { u, s, v };
}
