/** The SQL of each ranking: what SQLite, PostgreSQL and Spark made of it (golden/ranking_sql.py, golden/ranking_spark.py) is what the library computes. */

import { expect, test } from 'vitest';
import spark from '../../../../golden/ranking_spark.json' with { type: 'json' };
import golden from '../../../../golden/ranking_sql.json' with { type: 'json' };
import type { AnyOptions } from '../../src/options.ts';
import { rankingCatalog, rankingEntry } from '../../src/ranking/catalog.ts';
import type { SqlDialect } from '../../src/ranking/sql.ts';

const columnsOf = (quote: string) => Object.fromEntries(golden.columns.map((name) => [name, quote + name + quote]));
const values = Object.fromEntries(golden.columns.map((name, at) => [name, golden.rows.map((row) => row[at])]));

test.each(golden.cases)('$ranking $options agrees to 1e-9', ({ ranking: name, options, sql, values: made }) => {
  const ranking = rankingEntry(name).create(options as AnyOptions);
  const scores = ranking.scores(values);
  for (const dialect of ['sqlite', 'postgresql'] as const) {
    expect(ranking.sql(columnsOf('"'), dialect), 'the golden was made from this text').toBe(sql[dialect]);
    made[dialect].forEach((value, row) => {
      if (value === null) expect(scores[row]).toBeNaN();
      else expect(Math.abs(value - scores[row]), `row ${row}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
    });
  }
});

test.each(spark.cases)(
  '$ranking $options: what Spark made of it (golden/ranking_spark.py) agrees to 1e-9',
  ({ ranking: name, ...made }) => {
    const ranking = rankingEntry(name).create(made.options as AnyOptions);
    expect(ranking.sql(columnsOf('`'), 'spark'), 'the golden was made from this text').toBe(made.sql);
    const scores = ranking.scores(values);
    expect(made.values.length).toBe(golden.rows.length);
    made.values.forEach((value, row) => {
      if (value === null) expect(scores[row]).toBeNaN();
      else expect(Math.abs(value - scores[row]), `row ${row}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
    });
  },
);

test('every ranking has a golden', () => {
  expect(new Set(golden.cases.map(({ ranking }) => ranking))).toEqual(new Set(rankingCatalog.map(({ name }) => name)));
});

test('Spark and DuckDB differ from it only by the name of the double', () => {
  for (const entry of rankingCatalog) {
    const text = (dialect: SqlDialect) => entry.create().sql(columnsOf('"'), dialect);
    expect(text('spark')).toBe(text('duckdb'));
    expect(text('spark')).toBe(text('postgresql').replaceAll('double precision', 'DOUBLE'));
  }
});

test('a column left out is refused, or its part left away', () => {
  expect(() => rankingEntry('wilson').create().sql({ ups: 'a' }, 'duckdb')).toThrow('wilson: the SQL of downs is missing');
  expect(rankingEntry('hacker-news').create().sql({ points: 'p', hours: 'h' }, 'duckdb')).not.toMatch(/undefined|COALESCE/);
});
