/** The rows of quality/table.json as tests; each tells the reporter what was asked for and what was reached. */
import { expect, test } from 'vitest';
import { reached, type TableRow } from './protocols.ts';
import rows from './table.json' with { type: 'json' };

declare module 'vitest' {
  interface TaskMeta {
    tableRow?: TableRow & { readonly reached: number; readonly isOut: boolean };
  }
}

/** Half of the last digit that pages show, and what another machine's rounding may move. */
const tolerance = 0.0006;

/** Measures every row of the suite. */
export function measureTable(suite: string): void {
  for (const row of (rows as readonly TableRow[]).filter((candidate) => candidate.suite === suite)) {
    const how = row.preset === undefined ? (row.settings ?? 'defaults') : `preset ${row.preset}`;
    test(`${row.protocol}: ${row.model}, ${how}: ${row.metric}`, { timeout: 3_600_000 }, async ({ task }) => {
      const figure = await reached(row);
      const isWorse = row.metric === 'rmse' ? figure > row.limit : figure < row.limit;
      const differs = Math.abs(figure - row.figure) > tolerance;
      task.meta.tableRow = { ...row, reached: figure, isOut: isWorse || differs };
      expect(isWorse, `${row.metric} ${figure.toFixed(5)}, and at least as good as ${row.limit} was asked for`).toBe(false);
      expect(differs, `${row.metric} ${figure.toFixed(5)}, and docs/quality.md says ${row.figure}: write there what is reached`).toBe(
        false,
      );
    });
  }
}
