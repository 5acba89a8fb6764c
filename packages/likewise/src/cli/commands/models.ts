/** `likewise models`: the catalog, or the page of one model. */
import type { CatalogEntry, OptionSpec } from '@likewise/core';
import { kebabCase } from '../../words/case.ts';
import type { Command, Io } from '../command.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import { pairs, table } from '../print/table.ts';

export const models: Command = {
  name: 'models',
  summary: 'list the models, or show one: formula, source, options, presets',
  arguments: [{ name: '[name]', meaning: 'a model, such as popular' }],
  flags: [jsonFlag],
  examples: ['likewise models', 'likewise models popular'],
  async run(given, io) {
    const { modelCatalog, modelEntry } = await import('@likewise/core');
    const name = given.argument(0);
    if (name !== undefined) return page(modelEntry(name), io);
    if (io.json) {
      io.output.json(modelCatalog.map(record));
      return;
    }
    const columns = [{ heading: 'model' }, { heading: 'family' }, { heading: 'data' }, { heading: 'what it does', flexible: true }];
    const rows = modelCatalog.map((entry) => [entry.name, entry.family, entry.feedback, entry.summary]);
    io.output.print(table(columns, rows, io.output));
    io.output.print(`\n${modelCatalog.length} models; likewise models <name> shows one.`);
  },
};

async function page(entry: CatalogEntry, { json, output }: Io): Promise<void> {
  if (json) {
    output.json(record(entry));
    return;
  }
  const { rangeOf } = await import('@likewise/core');
  output.print(`${output.bold(entry.name)}  ${entry.summary}\n`);
  output.print(
    pairs(
      [
        ['family', entry.family],
        ['data', dataWords[entry.feedback]],
        ['can', entry.abilities.join(', ')],
        ['in code', `${entry.factory}({ … }).fit(train)`],
        ['source', entry.source],
      ],
      output,
    ),
  );
  output.print(`\n${entry.formula.trim()}\n`);
  const options = Object.entries(entry.options as Record<string, OptionSpec>);
  if (options.length === 0) output.print('It has no options.');
  else {
    const columns = [
      { heading: 'option' },
      { heading: 'default', align: 'right' as const },
      { heading: 'range' },
      { heading: 'meaning', flexible: true },
    ];
    const rows = options.map(([name, spec]) => [`--${kebabCase(name)}`, shownDefault(spec), rangeOf(spec), spec.meaning]);
    output.print(table(columns, rows, output));
  }
  for (const [name, { settings, found }] of Object.entries(entry.presets ?? {}))
    output.print(`\npreset ${name}\n  ${optionText(settings)}\n  found by: ${found}`);
  output.print(`\nlikewise fit ${entry.name} ratings.csv -o ${entry.name}.safetensors`);
}

const dataWords = {
  ratings: 'ratings on a scale',
  implicit: 'implicit feedback (what people had), or ratings with --positive ">=4"',
  any: 'ratings or implicit feedback',
} as const;

const shownDefault = (spec: OptionSpec): string => (spec.default === undefined ? '–' : String(spec.default));

const optionText = (settings: object): string =>
  Object.entries(settings)
    .map(([name, value]) => `${kebabCase(name)}=${value}`)
    .join(',');

/** What of an entry is data. */
function record({ name, factory, family, summary, feedback, abilities, options, formula, source, presets = {} }: CatalogEntry): object {
  return { name, factory, family, summary, feedback, abilities, options, formula, source, presets };
}
