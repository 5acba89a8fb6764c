/** At the end of `npm run quality`: every row that was measured, with what the page says, what was reached, and the best rival beside it. */
import type { Reporter, TestModule } from 'vitest/node';
import type {} from './measure-table.ts';

export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) => {
        const row = test.meta().tableRow;
        if (row === undefined) return [];
        const settings = row.preset === undefined ? (row.settings ?? 'defaults') : `preset ${row.preset}`;
        const limit = `${row.metric === 'rmse' ? '≤' : '≥'} ${row.limit}`;
        return [
          [
            row.protocol,
            row.model,
            settings,
            row.metric,
            row.figure.toFixed(4),
            limit,
            row.reached.toFixed(4),
            row.peer ?? '',
            row.isOut ? 'OUT' : 'ok',
          ],
        ];
      }),
    );
    if (rows.length === 0) return;
    const all = [['data', 'model', 'settings', 'metric', 'expected', 'limit', 'reached', 'best rival', ''], ...rows];
    const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
    for (const row of all)
      console.log(
        row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      );
    const out = rows.filter((row) => row.at(-1) === 'OUT').length;
    console.log(`\n${rows.length} rows measured, ${out === 0 ? 'all as expected' : `${out} out`}.`);
  }
}
