/** Figures of docs/models are drawn from the numbers kept beside them, and shown on their pages with the command that measures them. */
import { expect, test } from 'vitest';
import { textOf } from './sources.ts';

const { plan } = await import('./figures/plan.mjs' as string);
const { drawn } = await import('./figures/draw.mjs' as string);
const numbers = JSON.parse(textOf('docs/models/figures.json'));

test.each(Object.keys(plan))('figure of %s', (name) => {
  const { series } = plan[name];
  expect(numbers[name].map(({ label }: { label: string }) => label)).toEqual(series.map(({ label }: { label: string }) => label));
  expect(textOf(`docs/models/${name}.svg`), 'run node tools/draw-figures.mjs').toBe(drawn(plan[name], numbers[name]));
  const page = textOf(`docs/models/${name}.md`);
  expect(page).toContain(`](${name}.svg)`);
  expect(page).toContain(`node tools/draw-figures.mjs --measure ${name}`);
});
