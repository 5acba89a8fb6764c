/** What a model's options interface says of its defaults is what the catalog holds, and its docs page says the same. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modelCatalog } from '@likewise/core';
import { expect, test } from 'vitest';
import { root, textOf, trackedFiles } from './sources.ts';

/** The model's file, the options beside it, and that of an interface which the options extend. */
function documentationOf(file: string): string {
  const options = join(dirname(file), 'options.ts');
  const text = textOf(file) + (trackedFiles.includes(options) ? textOf(options) : '');
  const base = /interface \w+Options extends (\w+) /.exec(text)?.[1];
  const home = base && new RegExp(`\\b${base}\\b[^;]*from '(\\.[^']+)'`).exec(text)?.[1];
  return home ? textOf(join(dirname(file), home)) + text : text;
}

test.each(modelCatalog.map((entry) => [entry.name, entry] as const))('%s: every @default is the real default', (name, entry) => {
  const file = trackedFiles.find((path) =>
    [`${name}.ts`, `${name}/${name}.ts`].some((end) => path.endsWith(`/models/${entry.family}/${end}`)),
  );
  expect(file, `a file ${name}.ts in models/${entry.family}`).toBeDefined();
  const documented = [...documentationOf(file as string).matchAll(/@default (\S+)\s*\*\/\s+readonly (\w+)/g)].map(([, value, option]) => [
    option,
    value,
  ]);
  const real = Object.entries(entry.options)
    .filter(([, spec]) => spec.default !== undefined)
    .map(([option, spec]) => [option, typeof spec.default === 'string' ? `'${spec.default}'` : String(spec.default)]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(real));
});

test.each(modelCatalog.map((entry) => [entry.name, entry] as const))(
  '%s has a docs page that names every option with its default',
  (name, entry) => {
    const page = `docs/models/${name}.md`;
    expect(existsSync(join(root, page)), page).toBe(true);
    const text = textOf(page);
    for (const [option, spec] of Object.entries(entry.options)) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${option}\``));
      expect(row, `${page}: a table row for ${option}`).toBeDefined();
      if (spec.default !== undefined) expect(row, `${page}: the default of ${option}`).toContain(String(spec.default));
    }
  },
);
