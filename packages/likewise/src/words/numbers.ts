/** Numbers for people: the same in every locale. */

/** 1,000,209 */
export const whole = (value: number): string => value.toFixed(0).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** 1 row, 1,209 rows; `many` where it is not `one` and an s. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${whole(count)} ${count === 1 ? one : many}`;

/** Four significant digits at most, no trailing zeros: 3.582, 0.0447, 12345. */
export function short(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value))));
  return digits > 8 ? value.toExponential(2) : String(Number(value.toFixed(digits)));
}

/** 0.8321; what rounds to nothing has no sign. */
export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1');

/** < 0.01 s, 0.43 s, 12.3 s, 2 min 5 s */
export function seconds(value: number): string {
  if (value < 0.005) return '< 0.01 s';
  if (value < 10) return `${value.toFixed(2)} s`;
  if (value < 100) return `${value.toFixed(1)} s`;
  const rounded = Math.round(value);
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** 512 bytes, 3.1 kB, 48.2 MB */
export function bytes(value: number): string {
  if (value < 1000) return `${value} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${scaled < 100 ? scaled.toFixed(1) : scaled.toFixed(0)} ${units[unit]}`;
}

export const percent = (part: number, digits = 1): string => `${(part * 100).toFixed(digits)} %`;

/** Seconds since 1970-01-01 UTC as ISO 8601; as the bare number where no calendar reaches. */
export function moment(time: number): string {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace('.000Z', 'Z');
}
