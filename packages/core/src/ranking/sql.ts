/** What differs between SQL dialects, as far as scores need it. */

export type SqlDialect = 'duckdb' | 'sqlite' | 'postgresql' | 'spark';
export const sqlDialects: readonly SqlDialect[] = ['duckdb', 'sqlite', 'postgresql', 'spark'];

/** Shortest text that reads back as this double. With an exponent, because `0.8` alone is a decimal in most dialects. */
export const sqlNumber = (value: number): string => (value < 0 ? `(${value.toExponential()})` : value.toExponential());

/** The expression as a double: integers divide as integers in SQLite and PostgreSQL. */
export function sqlDouble(expression: string, dialect: SqlDialect): string {
  const type = dialect === 'sqlite' ? 'REAL' : dialect === 'postgresql' ? 'double precision' : 'DOUBLE';
  return `CAST(${expression} AS ${type})`;
}

export const sqlCase = (condition: string, then: string, otherwise: string): string =>
  `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`;

/** The larger of an expression and a number; `GREATEST` and `MAX` disagree about NULL, this gives NULL for NULL. */
export const sqlAtLeast = (expression: string, least: number): string =>
  `CASE WHEN ${expression} < ${sqlNumber(least)} THEN ${sqlNumber(least)} ELSE ${expression} END`;
