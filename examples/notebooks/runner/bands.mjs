/** What a figure is expected to be, as plain data; `judge` and `shown` are all that knows the kinds. */

/** Agrees to the digits given, '0.331395'; a text that is no number must be equal: '4778 × 10'. */
export const exact = (text) => ({ kind: 'exact', text: String(text) });

/** Mean and standard deviation of an independent program over seeds: within 3 deviations, or 1 % where that is wider. */
export const band = (mean, deviation = 0) => ({ kind: 'within', value: mean, tolerance: Math.max(3 * deviation, Math.abs(mean) / 100) });

/** Within a tolerance of its own. */
export const within = (value, tolerance) => ({ kind: 'within', value, tolerance });

export const atMost = (value) => ({ kind: 'at-most', value });
export const atLeast = (value) => ({ kind: 'at-least', value });
export const between = (low, high) => ({ kind: 'between', low, high });

const numeric = (text) => /^[−-]?[\d,]+(\.\d+)?$/.test(text);
const numberOf = (text) => Number(text.replace('−', '-').replaceAll(',', ''));
const digitsOf = (text) => text.split('.')[1]?.length ?? 0;

/** Whether the reached figure is what was expected; NaN and undefined never are. */
export function judge(expected, reached) {
  switch (expected.kind) {
    case 'exact': {
      if (typeof reached !== 'number' || !numeric(expected.text)) return String(reached) === expected.text;
      const half = 0.5 * 10 ** -digitsOf(expected.text);
      const value = numberOf(expected.text);
      // A half in the last digit rounds to either side; binary fractions need the little more.
      return Math.abs(reached - value) <= half + Math.abs(value) * 1e-15;
    }
    case 'within':
      return typeof reached === 'number' && Math.abs(reached - expected.value) <= expected.tolerance;
    case 'at-most':
      return typeof reached === 'number' && reached <= expected.value;
    case 'at-least':
      return typeof reached === 'number' && reached >= expected.value;
    case 'between':
      return typeof reached === 'number' && reached >= expected.low && reached <= expected.high;
    default:
      throw new Error(`notebooks: no kind of expectation "${expected.kind}".`);
  }
}

const figure = (value) => (Math.abs(value) >= 1e6 || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6))));

/** Expected and reached as the page has them. */
export function shown(expected, reached) {
  const told = typeof reached === 'number' && Number.isFinite(reached) ? figure(reached) : String(reached);
  switch (expected.kind) {
    case 'exact':
      return {
        expected: expected.text,
        reached: numeric(expected.text) && Number.isFinite(reached) ? reached.toFixed(digitsOf(expected.text)) : told,
      };
    case 'within':
      return {
        expected: `${expected.value} ± ${figure(Number(expected.tolerance.toPrecision(2)))}`,
        reached: Number.isFinite(reached) ? reached.toFixed(digitsOf(String(expected.value))) : told,
      };
    case 'at-most':
      return { expected: `≤ ${figure(expected.value)}`, reached: told };
    case 'at-least':
      return { expected: `≥ ${figure(expected.value)}`, reached: told };
    default:
      return { expected: `${figure(expected.low)} … ${figure(expected.high)}`, reached: told };
  }
}
