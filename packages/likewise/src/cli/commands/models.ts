/** `likewise models`: the catalog, or the page of one model. */
import type { AnyOptionSpecs, CatalogEntry } from '@likewise/core';
import { kebabCase, settingsText } from '../../words/case.ts';
import type { OtherName } from '../../workflow/other-names.ts';
import { type Command, type Io, jsonFlag } from '../command.ts';
import { left, pairs, right, table, wrapped } from '../print/table.ts';

export const models: Command = {
  name: 'models',
  summary: 'list the models, or show one: formula, source, options, presets',
  arguments: { '[name]': 'a model, such as popular, or what another library calls it, such as KNNBaseline' },
  flags: { ...jsonFlag },
  examples: ['likewise models', 'likewise models popular', 'likewise models SVD++'],
  async run(given, io) {
    const { modelCatalog } = await import('@likewise/core');
    const name = given.argument(0);
    if (name !== undefined) {
      const { inOurWords, modelCalled } = await import('../../workflow/other-names.ts');
      const { entry, other } = modelCalled(name);
      return page(entry, io, other && { ...other, sentence: `${inOurWords(other)}.` });
    }
    if (io.json) return io.output.json(modelCatalog.map(record));
    io.output.print(
      table(io.output, modelCatalog, [
        left('model', (entry) => entry.name),
        left('family', (entry) => entry.family),
        left('data', (entry) => entry.feedback),
        wrapped('what it does', (entry) => entry.summary),
      ]),
    );
    io.output.print(`\n${modelCatalog.length} models; likewise models <name> shows one.`);
  },
};

/** @param asked the name of another library by which it was asked for, and what it is here */
async function page(entry: CatalogEntry, { json, output }: Io, asked?: OtherName & { readonly sentence: string }): Promise<void> {
  if (json) return output.json(asked === undefined ? record(entry) : { ...record(entry), asked });
  if (asked !== undefined) output.print(`${asked.sentence}\n`);
  const { rangeOf } = await import('@likewise/core');
  output.print(`${output.bold(entry.name)}  ${entry.summary}\n`);
  output.print(
    pairs(output, [
      ['family', entry.family],
      ['data', dataWords[entry.feedback]],
      ['can', entry.abilities.join(', ')],
      ['in code', `${entry.factory}({ … }).fit(train)`],
      ['source', entry.source],
    ]),
  );
  output.print(`\n${entry.formula.trim()}\n`);
  const options = Object.entries(entry.options as AnyOptionSpecs);
  if (options.length === 0) output.print('It has no options.');
  else {
    output.print(
      table(output, options, [
        left('option', ([name]) => `--${kebabCase(name)}`),
        right('default', ([, spec]) => String(spec.default ?? '–')),
        left('range', ([, spec]) => rangeOf(spec)),
        wrapped('meaning', ([, spec]) => spec.meaning),
      ]),
    );
  }
  for (const [name, { settings, found }] of Object.entries(entry.presets ?? {}))
    output.print(`\npreset ${name}\n  ${settingsText(settings, ',')}\n  found by: ${found}`);
  output.print(`\nlikewise fit ${entry.name} ratings.csv -o ${entry.name}.safetensors`);
}

const dataWords = {
  ratings: 'ratings on a scale',
  implicit: 'implicit feedback (what people had), or ratings with --positive ">=4"',
  any: 'ratings or implicit feedback',
} as const;

/** What of an entry is data: JSON leaves its functions out. */
const record = (entry: CatalogEntry): object => ({ ...entry, presets: entry.presets ?? {} });
