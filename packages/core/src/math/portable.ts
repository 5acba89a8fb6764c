/**
 * log and exp from + − × ÷ alone. Hosts differ in the last bits of `Math.log` and `Math.exp`; these give the same bits
 * everywhere, because IEEE 754 fixes the four operations. Both are within 2 units in the last place.
 */

/** ln 2 = LN2_HIGH + LN2_LOW; LN2_HIGH has 32 significant bits, so that k · LN2_HIGH is exact for |k| < 2^21. */
const LN2_HIGH = 2977044471 / 2 ** 32;
const LN2_LOW = 1.9082149292705877e-10;

const word = new DataView(new ArrayBuffer(8));
/** 2^−k at k + 1022, for k from −1022 to 1023; by exact steps from 1. */
const inversePowers = new Float64Array(2046).fill(1);
for (let k = 1; k <= 1022; k++) inversePowers[1022 - k] = inversePowers[1023 - k] * 2;
for (let k = 1; k <= 1023; k++) inversePowers[1022 + k] = inversePowers[1021 + k] / 2;

/** Natural logarithm of x; −Infinity for 0, NaN below 0. */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let exponent = 0;
  let scaled = x;
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 2 ** 54;
    exponent = -54;
  }
  // x = 2^exponent · m with m in [1, 2), then in [1/√2, √2).
  word.setFloat64(0, scaled);
  const power = (word.getUint32(0) >>> 20) - 1023;
  exponent += power;
  let m = scaled * inversePowers[power + 1022];
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent++;
  }
  // ln m = 2 artanh(s), s = (m − 1)/(m + 1), |s| < 0.1716: the series ends below 2^−60 after s^21.
  const f = m - 1;
  const s = f / (m + 1);
  const z = s * s;
  let tail = (((1 / 21) * z + 1 / 19) * z + 1 / 17) * z + 1 / 15;
  tail = (((tail * z + 1 / 13) * z + 1 / 11) * z + 1 / 9) * z + 1 / 7;
  tail = (tail * z + 1 / 5) * z + 1 / 3;
  // 2s = f − s·f, so ln m = f − s·(f − 2z·tail): the large part f is exact.
  return exponent * LN2_HIGH + (f - (s * (f - 2 * z * tail) - exponent * LN2_LOW));
}

/** e^x; 0 below −745.2, Infinity above 709.79. */
export function portableExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  // x = k ln 2 + r with |r| ≤ ln 2 / 2; Taylor's series of e^r ends below 2^−57 after r^13.
  const k = Math.floor(x / Math.LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 13; n >= 2; n--) sum = 1 + (sum * r) / n;
  const e = 1 + r * sum;
  // In two steps, so that neither power leaves the normal range.
  const half = k >> 1;
  return e * powerOfTwo(half) * powerOfTwo(k - half);
}

/** x^y for x ≥ 0. */
export function portablePower(x: number, y: number): number {
  return y === 0 ? 1 : portableExp(y * portableLog(x));
}

function powerOfTwo(exponent: number): number {
  word.setUint32(0, (exponent + 1023) << 20);
  word.setUint32(4, 0);
  return word.getFloat64(0);
}
