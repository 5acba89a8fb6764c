/** Kinds of attributes as flags state them, and vectors that files spread over columns. */
import { type AttributeKind, LikewiseError, unknownName } from '@likewise/core';

/** How kinds are written where a reader overrules them. */
const writtenKinds: Readonly<Record<string, AttributeKind>> = {
  levels: 'levels',
  list: 'list',
  number: 'number',
  text: 'text',
  vector: 'vector',
  year: 'year',
  skip: 'left out',
};

/** "plot=text,budget=number" → kinds by column. @throws LikewiseError `invalid-columns`, `unknown-kind` */
export function parseKinds(text: string): ReadonlyMap<string, AttributeKind> {
  const kinds = new Map<string, AttributeKind>();
  for (const part of text.split(',')) {
    const at = part.lastIndexOf('=');
    if (at < 1) {
      throw new LikewiseError('invalid-columns', `--feature-kinds: write column=kind, as in plot=text,budget=number; got "${part}".`, {
        text,
      });
    }
    const [name, kind] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (!Object.hasOwn(writtenKinds, kind))
      throw unknownName('unknown-kind', `--feature-kinds: ${name} cannot be "${kind}"`, kind, Object.keys(writtenKinds));
    kinds.set(name, writtenKinds[kind]);
  }
  return kinds;
}

/** Fewer numbered columns than this are numbers of their own. */
const LEAST_ELEMENTS = 8;

/** Columns v0, v1 … of numbers, as one vector each: its name and its columns in order. */
export function numberedVectors(kinds: ReadonlyMap<string, AttributeKind>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, { readonly number: number; readonly column: string }[]>();
  for (const [column, kind] of kinds) {
    const match = /^(.*?)[\s._[-]*(\d+)\]?$/.exec(column);
    if (match === null || kind !== 'number') continue;
    const name = match[1] || 'vector';
    groups.set(name, [...(groups.get(name) ?? []), { number: Number(match[2]), column }]);
  }
  const vectors = new Map<string, readonly string[]>();
  for (const [name, members] of groups) {
    members.sort((a, b) => a.number - b.number);
    if (members.length >= LEAST_ELEMENTS && members.every(({ number }, k) => number === members[0].number + k))
      vectors.set(
        name,
        members.map(({ column }) => column),
      );
  }
  return vectors;
}
