/** The SQL of each ranking, run by DuckDB, against the library. */

import { DuckDBInstance } from '@duckdb/node-api';
import { rankingCatalog } from '@likewise/core';
import { expect, test } from 'vitest';

const count = 500;
// Whole numbers where people count, so that division of integers would show; row 0 holds zeros.
const whole = (factor: number, modulus: number) => Array.from({ length: count }, (_, row) => (row * factor) % modulus);
const columns: Record<string, number[]> = {
  ups: whole(7919, 97),
  downs: whole(104_729, 53),
  points: whole(31, 400).map((value) => value - 20),
  hours: whole(17, 1000).map((value) => value / 8),
  comments: whole(43, 211),
  selfPost: whole(1, 2),
  penalty: whole(3, 7).map((value) => value / 4),
  votes: whole(13, 90),
  sum: whole(29, 101).map((value) => value - 30),
  count: whole(37, 11),
  timestamp: whole(86_399, 700_001).map((value) => 1_500_000_000 + value),
};

test.each(rankingCatalog)('$name in DuckDB agrees to 1e-9', async ({ create, options }) => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const names = Object.keys(columns);
    const literals = Array.from({ length: count }, (_, row) => `(${names.map((name) => columns[name][row]).join(', ')})`);
    await connection.run(`CREATE TABLE items AS FROM (VALUES ${literals.join(', ')}) AS t(${names.map((name) => `"${name}"`).join(', ')})`);
    const others = 'continuity' in options ? [{}, { continuity: true, confidence: 0.6 }] : [{}];
    for (const settings of others) {
      const ranking = create(settings);
      const sql = ranking.sql(Object.fromEntries(names.map((name) => [name, `"${name}"`])), 'duckdb');
      const rows = await (await connection.runAndReadAll(`SELECT ${sql} FROM items`)).getRows();
      const scores = ranking.scores(columns);
      expect(rows).toHaveLength(count);
      rows.forEach(([value], row) => {
        expect(Math.abs((value as number) - scores[row]), `row ${row}: ${value}, ${scores[row]}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(scores[row])),
        );
      });
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
