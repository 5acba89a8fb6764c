/** An edge list → links between nodes, in columns. */
import { basename } from 'node:path';
import { IdMap, LikewiseError, type LinkColumns } from '@likewise/core';
import type { CellSlice, CellTable, OpenOptions } from '../cells/cell-table.ts';
import { numberIn } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';
import { plainEdgeLines } from '../cells/edge-lines.ts';
import { openCells } from '../cells/open-cells.ts';
import { delimiterName } from '../cells/sniff.ts';
import { decode } from '../cells/text-encoding.ts';
import { ByteDictionary, naturalOrder } from '../columns/byte-dictionary.ts';
import { type Growing, growingFloat64, growingUint32 } from '../columns/growing.ts';

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
  readonly weight: number | undefined;
}

const ends: readonly (readonly [from: string, to: string])[] = [
  ['from', 'to'],
  ['source', 'target'],
  ['src', 'dst'],
  ['fromnodeid', 'tonodeid'],
  ['fromid', 'toid'],
  ['sourceid', 'targetid'],
  ['start', 'end'],
  ['tail', 'head'],
  ['citing', 'cited'],
  ['follower', 'followee'],
  ['userid', 'friendid'],
  ['user', 'friend'],
  ['trustor', 'trustee'],
];
const weightNames = new Set(['weight', 'weights', 'count', 'value', 'trust']);

/**
 * One link a line, "a b" = a links to b: separated by blanks, tabs, commas or what `delimiter` says; lines that begin with # are
 * comments. The first line is a header where its names are known (from and to, source and target, FromNodeId and ToNodeId …), or where
 * it is all words and numbers stand below one of them.
 * Nodes are text, numbered in natural order.
 * @throws LikewiseError as `readInteractions` does; `no-edges` where there is nothing but comments.
 * @example const { links } = await readLinks('Wiki-Vote.txt.gz'); await pageRank(graphFromColumns(links));
 */
export async function readLinks(
  path: string,
  { weighted = false, ...options }: ReadLinksOptions = {},
): Promise<{ readonly links: LinkColumns; readonly report: LinksReport }> {
  const table = await openEdges(path, options);
  try {
    const places = placesOf(table, weighted);
    const dictionary = new ByteDictionary();
    const [from, to, weights] = [growingUint32(), growingUint32(), growingFloat64()];
    let before = 0;
    for await (const { rows, slices } of table.blocks()) {
      appendEnds(dictionary, slices[places.from], from, rows, (row) => refuseEmpty(table, before + row, 'source'));
      appendEnds(dictionary, slices[places.to], to, rows, (row) => refuseEmpty(table, before + row, 'target'));
      if (places.weight !== undefined) appendWeights(table, slices[places.weight], weights, rows, before);
      before += rows;
    }
    if (before === 0) throw noEdges(table.file);
    const texts = dictionary.texts(table.encoding());
    const order = naturalOrder(texts);
    const position = new Uint32Array(order.length);
    for (let index = 0; index < order.length; index++) position[order[index]] = index;
    const links = {
      nodes: new IdMap(Array.from(order, (index) => texts[index])),
      from: from.join(position),
      to: to.join(position),
      weights: places.weight === undefined ? undefined : weights.join(),
    };
    return { links, report: reportOf(table, places, before, weighted === false) };
  } finally {
    await table.close();
  }
}

async function openEdges(path: string, options: ReadLinksOptions): Promise<CellTable> {
  try {
    const table = await openCells(path, { ...options, prepare: plainEdgeLines, header: false });
    if (table.header || !isHeader(table.sample)) return table;
    await table.close();
    if (path !== '-') return await openCells(path, { ...options, prepare: plainEdgeLines, header: true });
    throw new LikewiseError('header-on-stdin', 'standard input: take the header line out of an edge list that is piped in.');
  } catch (error) {
    if (error instanceof LikewiseError && error.code === 'empty-file') throw noEdges(path === '-' ? 'standard input' : basename(path));
    throw error;
  }
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
  for (const [from, to] of ends) {
    if (!plain.includes(from) || !plain.includes(to)) continue;
    const weight = plain.findIndex((name) => weightNames.has(name));
    return { from: plain.indexOf(from), to: plain.indexOf(to), weight: weight < 0 ? undefined : weight };
  }
  return undefined;
}

function placesOf(table: CellTable, weighted: boolean | 'present'): Places {
  const { file, width, names } = table;
  if (width < 2) {
    throw new LikewiseError(
      'one-column',
      `${file} has one column; a link needs two ends, separated by a blank, tab or comma (or state --delimiter).`,
      {
        file,
      },
    );
  }
  const { from, to, weight: called } = (names === undefined ? undefined : headerPlaces(names)) ?? { from: 0, to: 1, weight: undefined };
  const weight = called ?? [0, 1, 2].find((place) => place < width && place !== from && place !== to);
  if (!weighted) return { from, to, weight: undefined };
  if (weighted === 'present') {
    const numeric = weight !== undefined && table.sample.slice(table.header ? 1 : 0).every((row) => numberIn(row[weight]) !== undefined);
    return { from, to, weight: numeric ? weight : undefined };
  }
  if (weight !== undefined) return { from, to, weight };
  throw new LikewiseError('missing-column', `${file} has no third column to take weights from; leave --weighted out.`, { file });
}

function appendEnds(
  dictionary: ByteDictionary,
  { bytes, bounds, first, stride }: CellSlice,
  column: Growing<Uint32Array>,
  rows: number,
  refuse: (row: number) => never,
): void {
  for (let row = 0; row < rows; ) {
    const room = column.room(rows - row);
    for (let k = 0; k < room.length; k++, row++) {
      const start = bounds[first + row * stride];
      const end = bounds[first + row * stride + 1];
      if (start === end) refuse(row);
      room[k] = dictionary.indexOf(bytes, start, end);
    }
  }
}

function refuseEmpty(table: CellTable, row: number, end: string): never {
  const { text, line } = table.where(row);
  throw new LikewiseError('invalid-cell', `${table.file}, ${text}: the ${end} must not be empty; give every link two ends.`, {
    file: table.file,
    line,
  });
}

function appendWeights(table: CellTable, slice: CellSlice, column: Growing<Float64Array>, rows: number, before: number): void {
  const { bytes, bounds, first, stride } = slice;
  for (let row = 0; row < rows; ) {
    const room = column.room(rows - row);
    for (let k = 0; k < room.length; k++, row++) {
      const cell = decode(bytes, bounds[first + row * stride], bounds[first + row * stride + 1], table.encoding());
      const weight = numberIn(cell);
      if (weight === undefined || weight <= 0) {
        const { text, line } = table.where(before + row);
        throw new LikewiseError('invalid-weight', `${table.file}, ${text}: the weight must be a number above 0; got "${cell}".`, {
          file: table.file,
          line,
        });
      }
      room[k] = weight;
    }
  }
}

/** `unasked`: nobody asked for weights. */
function reportOf(table: CellTable, places: Places, links: number, unasked: boolean): LinksReport {
  const { file, width, names, delimiter, header } = table;
  const nameOf = (place: number): string => names?.[place] || `column ${place + 1}`;
  const columns = {
    from: nameOf(places.from),
    to: nameOf(places.to),
    weight: places.weight === undefined ? undefined : nameOf(places.weight),
  };
  const used = [places.from, places.to, places.weight];
  const unused = Array.from({ length: width }, (_, place) => place).filter((place) => !used.includes(place));
  const taken = `from = ${columns.from}, to = ${columns.to}${columns.weight === undefined ? '' : `, weight = ${columns.weight}`}`;
  const messages = [
    `${file}: ${delimiter === undefined ? table.format : `separator ${delimiterName(delimiter)}`}, ${header ? 'header' : 'no header'}, ${taken}`,
  ];
  if (unused.length > 0) {
    const hint = unasked ? ' (--weighted takes weights)' : '';
    messages.push(`${file}: not used: ${unused.map(nameOf).join(', ')}${hint}`);
  }
  return { file, links, columns, messages };
}
