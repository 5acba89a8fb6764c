/** A file about users or items → their attributes, as models take them. */
import { type FeatureRow, type Features, featuresFromRows, LikewiseError } from '@likewise/core';
import { plainName, roleNamed } from './column-names.ts';
import { readItems } from './read-items.ts';
import { type ReadTableOptions, readTable } from './read-table.ts';

export interface FeaturesReport {
  readonly file: string;
  /** Distinct users or items. */
  readonly described: number;
  /** What became of each column. */
  readonly columns: Readonly<Record<string, 'levels' | 'number' | 'year' | 'first character' | 'ten years' | 'left out'>>;
  /** Lines for stderr. */
  readonly messages: readonly string[];
}

type Treatment = FeaturesReport['columns'][string];

/**
 * One row an id. Text becomes levels, numbers are standardized, dates their year, postal codes their first character; a column
 * nearly every row of which differs (names, addresses) says nothing and is left out. Item files are read as `readItems` does, with
 * their categories; of users, the id is the column named so, else the first, and MovieLens `u.user` and `users.dat` are recognised.
 * @throws LikewiseError as `readInteractions` does; `duplicate-id` where one user has two rows, `no-features` where no column is left
 */
export async function readFeatures(
  path: string,
  of: 'user' | 'item',
  options: Omit<ReadTableOptions, 'header'> = {},
): Promise<{ readonly features: Features; readonly report: FeaturesReport }> {
  const { file, ids, categories, columns } = of === 'item' ? await itemColumns(path, options) : await userColumns(path, options);
  const treatments = new Map([...columns].map(([name, cells]) => [name, treatmentOf(name, cells)] as const));
  const rows: FeatureRow[] = ids.map((id, row) => {
    const levels: Record<string, string | readonly string[]> = {};
    const numbers: Record<string, number> = {};
    const listed = categories?.[row];
    if (listed !== undefined && listed.length > 0) levels['category'] = listed;
    for (const [name, cells] of columns) {
      const cell = cells[row];
      const treatment = treatments.get(name) as Treatment;
      if (cell === '' || treatment === 'left out') continue;
      if (treatment === 'number') numbers[name] = Number(cell);
      else levels[name] = levelOf(cell, treatment);
    }
    return { id, categories: levels, numbers };
  });
  const features = featuresFromRows(rows);
  if (features.names.length === 0) {
    throw new LikewiseError(
      'no-features',
      `${file}: no column says anything of the ${of}s; give one with levels or numbers beside the id.`,
      { file },
    );
  }
  const told = [
    ...(categories?.some((listed) => listed.length > 0) ? ['category = levels'] : []),
    ...[...treatments].map(([name, treatment]) => `${name} = ${treatment}`),
  ];
  return {
    features,
    report: {
      file,
      described: ids.length,
      columns: Object.fromEntries(treatments),
      messages: [`${file}: ${ids.length} ${of}s, ${features.names.length} features: ${told.join(', ')}`],
    },
  };
}

interface Columns {
  readonly file: string;
  readonly ids: readonly string[];
  readonly categories?: readonly (readonly string[])[] | undefined;
  /** Cells by name, one a row. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

async function itemColumns(path: string, options: Omit<ReadTableOptions, 'header'>): Promise<Columns> {
  const { items, report } = await readItems(path, options);
  const records = [...items.values()];
  const names = [...new Set(records.flatMap(({ features }) => Object.keys(features)))];
  const columns = new Map(names.map((name) => [name, records.map(({ features }) => features[name] ?? '')]));
  // Films carry their year in the title.
  const years = records.map(({ title }) => /\((\d{4})\)\s*$/.exec(title ?? '')?.[1] ?? '');
  const dated = [...columns].some(([name, cells]) => treatmentOf(name, cells) === 'year');
  if (!dated && years.filter((year) => year !== '').length > records.length / 2) columns.set('year', years);
  return { file: report.file, ids: [...items.keys()], categories: records.map(({ categories }) => categories), columns };
}

async function userColumns(path: string, options: Omit<ReadTableOptions, 'header'>): Promise<Columns> {
  const { file, header, names, rows, where } = await readTable(path, options);
  const named = header ? names.findIndex((name) => roleNamed(name)?.role === 'user' || plainName(name) === 'id') : 0;
  const id = Math.max(0, named);
  const shown = header ? names : (movieLensUsers(rows) ?? names);
  const seen = new Map<string, number>();
  rows.forEach((cells, row) => {
    const before = seen.get(cells[id]);
    if (cells[id] === '')
      throw new LikewiseError('invalid-cell', `${file}, ${where(row)}: the user must not be empty; give every row one.`, { file, row });
    if (before !== undefined) {
      throw new LikewiseError(
        'duplicate-id',
        `${file}, ${where(row)}: user ${cells[id]} stands on ${where(before)} already; keep one of the two.`,
        {
          file,
          user: cells[id],
        },
      );
    }
    seen.set(cells[id], row);
  });
  const columns = shown
    .map((name, position) => [name, rows.map((cells) => cells[position])] as const)
    .filter((_, position) => position !== id);
  return { file, ids: rows.map((cells) => cells[id]), columns: new Map(columns) };
}

/** The columns of `u.user` (id, age, sex, occupation, zip) and of `users.dat` (id, sex, age, occupation, zip). */
function movieLensUsers(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const isSex = (position: number): boolean => rows.every((cells) => cells[position] === 'M' || cells[position] === 'F');
  if (rows[0].length !== 5) return undefined;
  if (isSex(2)) return ['user', 'age', 'sex', 'occupation', 'zip'];
  return isSex(1) ? ['user', 'sex', 'age', 'occupation', 'zip'] : undefined;
}

/** Codes of a few kinds (occupations, age bands) are levels though they are written as numbers. */
const FEW_CODES = 30;

function treatmentOf(name: string, cells: readonly string[]): Treatment {
  const filled = cells.filter((cell) => cell !== '');
  const distinct = new Set(filled).size;
  if (filled.length === 0) return 'left out';
  const plain = plainName(name);
  if (/^(zip|zipcode|postal|postalcode|postcode|plz)$/.test(plain)) return 'first character';
  if (filled.every((cell) => yearOf(cell) !== undefined)) return 'year';
  const numeric = filled.every((cell) => Number.isFinite(Number(cell)));
  if (numeric && distinct > FEW_CODES) return plain === 'age' ? 'ten years' : 'number';
  if (!numeric && distinct > 20 && distinct > filled.length / 2) return 'left out';
  return 'levels';
}

function levelOf(cell: string, treatment: Treatment): string {
  if (treatment === 'year') return yearOf(cell) as string;
  if (treatment === 'first character') return cell[0];
  // The old are few: one level from 60 on.
  if (treatment === 'ten years') return String(Math.min(60, Math.floor(Number(cell) / 10) * 10));
  return cell;
}

/** Of "1995", "01-Jan-1995", "1995-01-01", "1995-01-01T…". */
function yearOf(cell: string): string | undefined {
  return (/^(?:\d{1,2}-[A-Za-z]{3}-)?((?:1[89]|20)\d\d)$/.exec(cell) ?? /^((?:1[89]|20)\d\d)-\d\d-\d\d/.exec(cell))?.[1];
}
