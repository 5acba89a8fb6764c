/** Several files as one table: they must have the same columns. */
import { LikewiseError } from '@likewise/core';
import { type CellBlock, type CellSlice, type CellTable, type OpenOptions, SAMPLE_ROWS } from './cell-table.ts';
import { shortened } from './cell-values.ts';
import type { Part, Parts } from './parts.ts';
import { hasHeader } from './sniff.ts';

export type OpenTable = (path: string, options: OpenOptions, name: string) => Promise<CellTable>;

/** So many parts are looked at before reading begins; the others when it is their turn. */
const LOOKED_AT = 32;

/** What is kept of a part once it is closed. */
type Look = Pick<
  CellTable,
  'format' | 'delimiter' | 'header' | 'names' | 'width' | 'sample' | 'estimatedRows' | 'fileBytes' | 'compressed' | 'usersBy'
> & {
  readonly encoding: string;
};

/** @throws LikewiseError `columns-differ` naming two files, also from `blocks`; `empty-file` where all are empty */
export async function joinedTable({ name, parts, leftOut }: Parts, options: OpenOptions, open: OpenTable): Promise<CellTable> {
  const empty: string[] = [];
  let first: { readonly part: Part; readonly look: Look } | undefined;
  let fields: readonly string[] = [];
  const looks: Look[] = [];
  const bare: string[] = [];

  /** Opens a part as the first one is laid out; `undefined` where it is empty. */
  const openPart = async (part: Part, more: Partial<OpenOptions> = {}): Promise<CellTable | undefined> => {
    try {
      return await open(
        part.path,
        { ...options, ...more, ...(first === undefined ? {} : laidOutAs(first.look, options)), fields },
        part.name,
      );
    } catch (error) {
      if (!(error instanceof LikewiseError) || error.code !== 'empty-file') throw error;
      if (!empty.includes(part.name)) empty.push(part.name);
      return undefined;
    }
  };
  for (const part of parts.slice(0, LOOKED_AT)) {
    const table = await openPart(part);
    if (table === undefined) continue;
    const look: Look = { ...table, encoding: table.encoding() };
    await table.close();
    first ??= { part, look };
    requireSameColumns(first, part, look, options);
    if (look.format === 'jsonl') fields = [...new Set([...fields, ...(look.names ?? [])])];
    looks.push(look);
  }
  if (first === undefined) {
    if (parts.length > LOOKED_AT)
      throw new LikewiseError('empty-file', `${name}: the first ${LOOKED_AT} files are empty; take them out.`, { file: name });
    throw new LikewiseError('empty-file', `${name}: all ${parts.length} files are empty; give one with at least one row.`, { file: name });
  }
  const { look: model, part: firstPart } = first;
  if (looks.length > 1 && looks.some(({ usersBy }) => usersBy === 'line')) throw usersByLine(name, parts);
  const ownNames = model.format === 'jsonl' ? fields : model.names;
  const folders = [...new Set(parts.flatMap(({ hive }) => [...hive.keys()]))];
  // Without names the place of a column tells what it is.
  const added = ownNames === undefined || options.ragged ? [] : folders.filter((folder) => !ownNames.includes(folder));
  const names = ownNames === undefined ? undefined : [...ownNames, ...added];
  const samples = looks.map(({ sample, names: own }, place) => {
    const { hive } = parts.filter((part) => !empty.includes(part.name))[place];
    const order = placesIn(ownNames, own);
    return sample.map((row) => [
      ...(order === undefined ? row : order.map((at) => row[at] ?? '')),
      ...added.map((folder) => hive.get(folder) ?? ''),
    ]);
  });
  const share = Math.ceil(SAMPLE_ROWS / samples.length);
  const all = looks.length === parts.length - empty.length;
  const sum = (values: readonly (number | undefined)[]): number | undefined =>
    all
      ? values.reduce<number | undefined>((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0)
      : undefined;
  const encodings = new Set(looks.map(({ encoding }) => encoding));
  /** Where each part begins, and how it finds its lines. */
  const places: { readonly name: string; readonly from: number; readonly where: CellTable['where'] }[] = [];
  const told = new Map<string, string>();
  let current: CellTable | undefined;
  return {
    ...model,
    file: name,
    names,
    width: names?.length ?? model.width,
    sample: samples.flatMap((rows) => rows.slice(0, share)),
    estimatedRows: sum(looks.map(({ estimatedRows }) => estimatedRows)),
    fileBytes: sum(looks.map(({ fileBytes }) => fileBytes)),
    compressed: looks.some(({ compressed }) => compressed),
    encoding: () => [...encodings].join(' and '),
    notes: () => [
      ...(parts.length > 1 ? [`${parts.length} files read as one table, ${firstPart.name} to ${parts.at(-1)?.name}`] : []),
      ...(parts.length > 1 && model.usersBy === 'number'
        ? ['warning: users have numbers and no names: the same number in two of the files is taken for the same user']
        : []),
      ...(added.length > 0 ? [`${added.join(', ')}: from the names of folders`] : []),
      ...(folders.length > added.length
        ? [
            `names of folders (${folders.filter((folder) => !added.includes(folder)).join(', ')}) are no columns: ${names === undefined ? 'the files have no header' : 'the files have them already'}`,
          ]
        : []),
      ...(bare.length > 0 ? [`without a header, read in the order of ${firstPart.name}: ${listed(bare)}`] : []),
      ...(empty.length > 0 ? [`empty: ${listed(empty)}`] : []),
      ...(leftOut.length > 0 ? [`left out, as they hold no rows: ${listed(leftOut)}`] : []),
      ...[...told].map(([note, part]) => (note.startsWith('warning: ') ? `warning: ${part}: ${note.slice(9)}` : `${part}: ${note}`)),
    ],
    where: (row) => {
      const place = places.findLast(({ from }) => from <= row) ?? places[0];
      const { text, line } = place.where(row - place.from);
      return { text: `${place.name}, ${text}`, line };
    },
    blocks,
    close: async () => current?.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    let rows = 0;
    let bytes = 0;
    for (const part of parts) {
      let read = 0;
      const onBytes = (count: number): void => {
        read = count;
        options.onBytes?.(bytes + count);
      };
      current = await openPart(part, { onBytes });
      if (current === undefined) continue;
      const look: Look = { ...current, encoding: current.encoding() };
      requireSameColumns({ part: firstPart, look: model }, part, look, options);
      if (model.header && !look.header && !bare.includes(part.name)) bare.push(part.name);
      places.push({ name: part.name, from: rows, where: current.where });
      const order = placesIn(ownNames, look.names);
      const lost = look.names?.filter((field) => ownNames?.includes(field) === false) ?? [];
      if (lost.length > 0) told.set(`warning: fields that first come here were left out: ${listed(lost)}`, part.name);
      const hive = added.map((folder) => constantSlice(part.hive.get(folder) ?? ''));
      for await (const block of current.blocks()) {
        const own = order === undefined ? block.slices : order.map((at) => block.slices[at] ?? nothing);
        yield { ...block, slices: [...own, ...hive] };
        rows += block.rows;
      }
      for (const note of current.notes()) if (!told.has(note) && told.size < 20) told.set(note, part.name);
      encodings.add(current.encoding());
      await current.close();
      current = undefined;
      bytes += read;
    }
  }
}

function usersByLine(name: string, [{ name: one }, { name: other }]: Parts['parts']): LikewiseError {
  const problem = `users are called by their line in each of the files, so that line 1 of ${one} and of ${other} would be one user`;
  const join = `where they are others, join the files: cat ${one} ${other} > all.txt`;
  const number = `where they are the same, write the user in place of the count: awk '{ $1 = FNR - 1 } 1' ${one} > users-${one}`;
  return new LikewiseError('users-by-line', `${name}: ${problem}; ${join}; ${number}.`, { files: [one, other] });
}

/** The separator is that of the first part; a first line is a header where it says the same, or would be one by itself. */
function laidOutAs({ format, delimiter, names }: Look, options: OpenOptions): Partial<OpenOptions> {
  if (format !== 'delimited') return {};
  const header = (sample: CellTable['sample']): boolean =>
    names !== undefined && names.length === sample[0]?.length && names.every((name, place) => name === sample[0][place])
      ? true
      : hasHeader(sample, options.header);
  return { delimiter: options.delimiter ?? delimiter, header: options.ragged ? options.header : header };
}

function requireSameColumns(first: { readonly part: Part; readonly look: Look }, part: Part, look: Look, { ragged }: OpenOptions): void {
  const { look: model } = first;
  const refuse = (one: string, other: string): never => {
    const problem = `${part.name} has ${other}, but ${first.part.name} has ${one}`;
    const remedy = 'several files are read as one table where all have the same columns; name those that do';
    throw new LikewiseError('columns-differ', `${problem}; ${remedy}.`, { files: [first.part.name, part.name] });
  };
  if (model.format !== look.format) refuse(`the format ${model.format}`, `the format ${look.format}`);
  if (ragged || model.format === 'jsonl') return;
  const shown = ({ names, width }: Look): string =>
    names === undefined ? `${width} columns without a header` : `the columns ${shortened(names.join(', '), 80)}`;
  const users = ({ usersBy }: Look): string =>
    usersBy === 'line' ? 'users by their line' : usersBy === 'number' ? 'users by a number' : 'cells';
  if (look.usersBy !== model.usersBy) refuse(`lines of ${users(model)}`, `lines of ${users(look)}`);
  if (look.width !== model.width) refuse(shown(model), shown(look));
  if (look.names !== undefined && (model.names === undefined || placesIn(model.names, look.names)?.includes(-1)))
    refuse(shown(model), shown(look));
}

/** Where each name stands among the others; `undefined` where all stand alike, or there are none. */
function placesIn(names: readonly string[] | undefined, others: readonly string[] | undefined): readonly number[] | undefined {
  if (names === undefined || others === undefined) return undefined;
  if (names.length === others.length && names.every((name, place) => name === others[place])) return undefined;
  // Of two columns of one name nobody knows which is which.
  return names.map((name, place) => (names.indexOf(name) === place && names.lastIndexOf(name) === place ? others.indexOf(name) : -1));
}

/** One cell for all rows. */
function constantSlice(text: string): CellSlice {
  const bytes = Buffer.from(text);
  return { bytes, bounds: Int32Array.of(0, bytes.length), first: 0, stride: 0 };
}
const nothing = constantSlice('');

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
