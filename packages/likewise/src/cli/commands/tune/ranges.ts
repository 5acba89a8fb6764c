/** `--range factors=16..256`, `--range dropout=0..0.5:even`, `--range weighting=binary|given`. */
import type { CatalogEntry, OptionValue, TuningRange, TuningSpace } from '@likewise/core';
import { camelCase } from '../../../words/case.ts';
import { CliError } from '../../../words/cli-error.ts';
import { short } from '../../../words/numbers.ts';

export async function parseRanges(entry: CatalogEntry, texts: readonly string[]): Promise<TuningSpace> {
  const { parseOption } = await import('@likewise/core');
  const space: Record<string, TuningRange> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    const [name, given] = [camelCase(text.slice(0, Math.max(0, equals))), text.slice(equals + 1)];
    const refuse = (): never => {
      throw new CliError(`--range: write name=low..high, name=low..high:even or name=a|b|c; got "${text}".`);
    };
    if (equals < 1 || given === '') refuse();
    const spec = Object.hasOwn(entry.options, name) ? entry.options[name] : undefined;
    const ends = /^(.+?)\.\.(.+?)(:even)?$/.exec(given);
    if (ends === null) {
      const values = given
        .split('|')
        .map((value): OptionValue => (spec === undefined ? value : parseOption(entry.name, name, spec, value)));
      space[name] = { kind: 'values', values };
      continue;
    }
    const [low, high] = [Number(ends[1]), Number(ends[2])];
    if (Number.isNaN(low) || Number.isNaN(high)) refuse();
    space[name] = { kind: spec?.kind === 'integer' ? 'integer' : 'number', low, high, log: ends[3] === undefined && low > 0 };
  }
  return space;
}

/** "8 to 256 (logarithmic)", "binary, given". */
export function rangeText(range: TuningRange): string {
  if (range.kind === 'values') return range.values.join(', ');
  return `${short(range.low)} to ${short(range.high)}${range.log ? ' (logarithmic)' : ''}`;
}
