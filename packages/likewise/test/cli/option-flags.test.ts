import { modelCatalog, type OptionSpec, policyCatalog, rankingCatalog } from '@likewise/core';
import { expect, test } from 'vitest';
import { Given } from '../../src/cli/command.ts';
import { optionFlags, optionSettings } from '../../src/cli/flags/option-flags.ts';
import { longName } from './run.ts';

test('every option of every model, ranking and policy is a flag that reaches its record', async () => {
  for (const entry of [...modelCatalog, ...rankingCatalog, ...policyCatalog]) {
    const declared = Object.keys(await optionFlags(entry)).map(longName);
    for (const [name, spec] of Object.entries(entry.options as Record<string, OptionSpec>)) {
      const value = otherValue(spec);
      const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(declared).toContain(`--${flag}`);
      const given = new Given([], { [name]: typeof value === 'boolean' ? value : String(value) });
      expect(await optionSettings(entry, given), `${entry.name} --${flag}`).toEqual({ [name]: value });
    }
  }
});

/** A value inside the range that is not the default. */
function otherValue(spec: OptionSpec): unknown {
  if (spec.kind === 'boolean') return !spec.default;
  if (spec.kind === 'text') return 'other';
  if (spec.kind === 'choice') return spec.choices.find((one) => one !== spec.default);
  const { min, max, above = min ?? 0, below = max ?? above + 8 } = spec;
  const middle = spec.kind === 'integer' ? Math.floor((above + below) / 2) : (above + below) / 2;
  return middle === spec.default ? below : middle;
}
