/** An edge list → links between nodes, in columns. */
import { basename } from 'node:path';
import { IdMap, LikewiseError, type LinkColumns } from '@likewise/core';
import { type CellTable, cellText, type OpenOptions } from '../cells/cell-table.ts';
import { numberIn } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';
import { plainEdgeLines } from '../cells/edge-lines.ts';
import { withCells } from '../cells/open-cells.ts';
import { delimiterName } from '../cells/sniff.ts';
import type { TextSource } from '../cells/text-encoding.ts';
import { ByteDictionary } from '../columns/byte-dictionary.ts';
import { TextColumn } from '../columns/columns.ts';
import { linesOf, lineTable } from '../columns/formats/line-table.ts';
import { matrixMarketLinks } from '../columns/formats/matrix-market.ts';
import { growingFloat64 } from '../columns/growing.ts';

export interface ReadLinksOptions extends Pick<OpenOptions, 'delimiter' | 'encoding' | 'signal' | 'onBytes'> {
  /** Take the third column, or the one called weight, as the weight of each link; `present`: where there is one of numbers. @default false */
  readonly weighted?: boolean | 'present' | undefined;
}

export interface LinksReport {
  readonly file: string;
  readonly links: number;
  readonly columns: { readonly from: string; readonly to: string; readonly weight: string | undefined };
  /** Lines for stderr. */
  readonly messages: readonly string[];
}

interface Places {
  readonly from: number;
  readonly to: number;
  readonly weight?: number | undefined;
}

const endNames =
  'from>to source>target src>dst fromnodeid>tonodeid fromid>toid sourceid>targetid start>end tail>head citing>cited follower>followee userid>friendid user>friend trustor>trustee'
    .split(' ')
    .map((pair) => pair.split('>'));
const weightNames = new Set(['weight', 'weights', 'count', 'value', 'trust']);

/**
 * One link a line, "a b" = a links to b: separated by blanks, tabs, commas or what `delimiter` says; lines that begin with # are
 * comments. The first line is a header where its names are known (from and to, source and target, FromNodeId and ToNodeId …), or where
 * it is all words and numbers stand below one of them. A Matrix Market file of nodes × nodes is one too; each entry of a symmetric one
 * is a link both ways.
 * Nodes are text, numbered in natural order.
 * @throws LikewiseError as `readInteractions` does; `unsupported-matrix` for a matrix of no links; `no-edges` where there is nothing but comments.
 * @example const { links } = await readLinks('Wiki-Vote.txt.gz'); await pageRank(graphFromColumns(links));
 */
export async function readLinks(
  paths: string | readonly string[],
  { weighted = false, ...options }: ReadLinksOptions = {},
): Promise<{ readonly links: LinkColumns; readonly report: LinksReport }> {
  try {
    return await withCells(paths, { ...options, recognise, prepare: plainEdgeLines, header: isHeader }, (table) =>
      linksOf(table, weighted),
    );
  } catch (error) {
    if (error instanceof LikewiseError && error.code === 'empty-file') {
      const [path] = typeof paths === 'string' ? [paths] : paths;
      throw noEdges(path === '-' ? 'standard input' : basename(path));
    }
    throw error;
  }
}

/** A matrix of nodes × nodes; its line of sizes is no link. */
function recognise(text: TextSource): CellTable | undefined {
  const market = matrixMarketLinks(text.name, linesOf(text.head, text.complete));
  return market === undefined ? undefined : lineTable(text, market);
}

async function linksOf(table: CellTable, weighted: boolean | 'present'): ReturnType<typeof readLinks> {
  const { file } = table;
  const places = placesOf(table, weighted);
  const dictionary = new ByteDictionary();
  let before = 0;
  const refuse = (code: 'invalid-cell' | 'invalid-weight', row: number, problem: string): never => {
    const { text, line } = table.where(before + row);
    throw new LikewiseError(code, `${file}, ${text}: ${problem}`, { file, line });
  };
  const ends = (['source', 'target'] as const).map((end) => {
    const refuseEmpty = (row: number, must: string) => refuse('invalid-cell', row, `the ${end} must ${must}; give every link two ends.`);
    return new TextColumn(refuseEmpty, dictionary);
  });
  const weights = growingFloat64();
  for await (const { rows, slices } of table.blocks()) {
    ends[0].append(slices[places.from], rows);
    ends[1].append(slices[places.to], rows);
    if (places.weight !== undefined) {
      for (let row = 0; row < rows; row++) {
        const cell = cellText(slices[places.weight], row);
        const weight = numberIn(cell);
        if (weight === undefined || weight <= 0) refuse('invalid-weight', row, `the weight must be a number above 0; got "${cell}".`);
        weights.add(weight as number);
      }
    }
    before += rows;
  }
  if (before === 0) throw noEdges(file);
  const { texts, places: order } = dictionary.inOrder();
  const [from, to] = ends.map((end) => end.join(order));
  const links = { nodes: new IdMap(texts), from, to, weights: places.weight === undefined ? undefined : weights.join() };
  return { links, report: reportOf(table, places, before, weighted === false) };
}

const noEdges = (file: string): LikewiseError =>
  new LikewiseError('no-edges', `${file} holds no links; give one a line, such as "home,shop" (lines that begin with # are comments).`, {
    file,
  });

/** Names that are known, or words only, above a column of numbers. */
function isHeader([first = [], ...below]: readonly (readonly string[])[]): boolean {
  if (headerPlaces(first) !== undefined) return true;
  if (below.length === 0 || first.some((cell) => cell === '' || numberIn(cell) !== undefined)) return false;
  return first.some((_, place) => below.every((row) => numberIn(row[place] ?? '') !== undefined));
}

/** Where the ends stand, if the row names them. */
function headerPlaces(row: readonly string[]): Places | undefined {
  const plain = row.map(plainName);
  for (const [from, to] of endNames) {
    if (!plain.includes(from) || !plain.includes(to)) continue;
    const weight = plain.findIndex((name) => weightNames.has(name));
    return { from: plain.indexOf(from), to: plain.indexOf(to), weight: weight < 0 ? undefined : weight };
  }
  return undefined;
}

function placesOf({ file, width, names, sample }: CellTable, weighted: boolean | 'present'): Places {
  if (width < 2) {
    const remedy = 'separated by a blank, tab or comma (or state --delimiter)';
    throw new LikewiseError('one-column', `${file} has one column; a link needs two ends, ${remedy}.`, { file });
  }
  const { from, to, weight: called } = headerPlaces(names ?? []) ?? { from: 0, to: 1 };
  const weight = called ?? [0, 1, 2].find((place) => place < width && place !== from && place !== to);
  if (!weighted) return { from, to };
  if (weighted === 'present') {
    const numeric = weight !== undefined && sample.every((row) => numberIn(row[weight]) !== undefined);
    return { from, to, weight: numeric ? weight : undefined };
  }
  if (weight !== undefined) return { from, to, weight };
  throw new LikewiseError('missing-column', `${file} has no third column to take weights from; leave --weighted out.`, { file });
}

/** `unasked`: nobody asked for weights. */
function reportOf(table: CellTable, places: Places, links: number, unasked: boolean): LinksReport {
  const { file, width, names, delimiter, header } = table;
  const nameOf = (place: number): string => names?.[place] || `column ${place + 1}`;
  const { from, to, weight } = places;
  const columns = { from: nameOf(from), to: nameOf(to), weight: weight === undefined ? undefined : nameOf(weight) };
  const unused = Array.from({ length: width }, (_, place) => place).filter((place) => ![from, to, weight].includes(place));
  const taken = `from = ${columns.from}, to = ${columns.to}${columns.weight === undefined ? '' : `, weight = ${columns.weight}`}`;
  const layout = [
    delimiter === undefined ? table.format : `separator ${delimiterName(delimiter)}`,
    (delimiter !== undefined || header) && (header ? 'header' : 'no header'),
  ].filter((word) => word !== false);
  const messages = [`${file}: ${[...layout, taken].join(', ')}`, ...table.notes().map((note) => `${file}: ${note}`)];
  if (unused.length > 0)
    messages.push(`${file}: not used: ${unused.map(nameOf).join(', ')}${unasked ? ' (--weighted takes weights)' : ''}`);
  return { file, links, columns, messages };
}
