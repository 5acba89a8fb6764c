/** The circumstances of a request, as far as the model knows such; what it does not know goes into the notes. */
import type { Contextual, ContextValues, Model } from '@likewise/core';

export type AskedValues = Readonly<Record<string, string | number>>;

export const isContextual = (model: Model): model is Contextual => 'contextAt' in model;

export function knownContext(model: Model, asked: AskedValues, notes: string[]): ContextValues {
  const given = Object.entries(asked);
  if (given.length === 0) return {};
  if (!isContextual(model)) {
    notes.push(`${model.name} knows no contexts: the list is the same under any`);
    return {};
  }
  const known: Record<string, string | number> = {};
  for (const [name, value] of given) {
    const levels = model.contextColumns.get(name);
    const numeric = levels?.length === 0;
    if (levels === undefined)
      notes.push(`${JSON.stringify(name)} is no context of the model: ${[...model.contextColumns.keys()].join(', ')}`);
    else if (numeric ? !Number.isFinite(Number(value)) || value === '' : !levels.includes(String(value)))
      notes.push(`${name} ${JSON.stringify(value)} is not known to the model: the average stands for it`);
    else known[name] = value;
  }
  return known;
}

/** "weekday=sunday", one a column; a text without = is a column without a value, which the notes will name. */
export const parseContext = (texts: readonly string[]): AskedValues =>
  Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
