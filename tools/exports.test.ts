/** No public name twice; index files list names and hold no code; what a public signature names can be imported. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf, trackedFiles } from './sources.ts';

test('no name is exported from two files of a package', () => {
  for (const name of ['core', 'likewise']) {
    const owner = new Map<string, string>();
    for (const file of trackedFiles.filter(
      (path) => new RegExp(`^packages/${name}/src/.*\\.ts$`).test(path) && !path.endsWith('index.ts'),
    )) {
      for (const [, exported] of textOf(file).matchAll(
        /^export (?:async )?(?:abstract )?(?:const|function\*?|class|interface|type|let) (\w+)/gm,
      )) {
        expect(owner.get(exported) ?? file, `${exported} is exported by two files`).toBe(file);
        owner.set(exported, file);
      }
    }
  }
});

test('index files hold only exports', () => {
  for (const file of trackedFiles.filter((path) => /^packages\/\w+\/src\/index\.ts$/.test(path))) {
    const code = textOf(file)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .replace(/export (?:type )?(?:\{[^}]*\}|\*(?: as \w+)?) from '[^']+';/g, '')
      .replace(/export \{\};/, '');
    expect(code.trim(), file).toBe('');
  }
});

test('every model that a file defines stands in the catalog', () => {
  const catalog = textOf('packages/core/src/models/entries.ts');
  const entries = trackedFiles
    .filter((path) => path.startsWith('packages/core/src/models/'))
    .flatMap((file) => [...textOf(file).matchAll(/^export const (\w+)\b.*= defineEstimator\(/gm)].map(([, entry]) => ({ entry, file })));
  expect(entries.length).toBeGreaterThan(25);
  for (const { entry, file } of entries) {
    expect(catalog.includes(`export { ${entry} } from `), `${entry} of ${file} has a line in models/entries.ts`).toBe(true);
  }
});

/** A name and the file that declares it. */
type Place = `${string}#${string}`;

/** A built declaration file: what it declares, and where its other names come from. */
interface Declarations {
  readonly declared: ReadonlyMap<
    string,
    { readonly exported: boolean; readonly isType: boolean; readonly body: string; readonly inherits: readonly string[] }
  >;
  /** Names it imports, and names it exports from elsewhere. */
  readonly imported: ReadonlyMap<string, Place>;
  readonly published: ReadonlyMap<string, Place>;
}

const read = new Map<string, Declarations>();

function declarationsOf(file: string): Declarations {
  const known = read.get(file);
  if (known !== undefined) return known;
  const text = textOf(file)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/^\s*protected [^;]*;/gm, '');
  const fileOf = (target: string): string => join(file, '..', target).replace(/\.[jt]s$/, '.d.ts');
  /** Where a name that a file exports is declared. */
  const placeOf = (target: string, name: string): Place => declarationsOf(target).published.get(name) ?? `${target}#${name}`;
  const listed = (keyword: string): [string, Place][] =>
    [...text.matchAll(new RegExp(`${keyword} (?:type )?\\{([^}]*)\\} from '([^']+)'`, 'g'))].flatMap(([, names, target]) =>
      names
        .split(',')
        .map((name) => name.replace(/\btype\b/, '').trim())
        .filter(Boolean)
        .map((name): [string, Place] => [name.split(' as ').at(-1) as string, placeOf(fileOf(target), name.split(' as ')[0])]),
    );
  const starts = [...text.matchAll(/^(export )?(?:declare )?(?:abstract )?(const|let|function|class|interface|type) (\w+)/gm)];
  const declared = new Map(
    starts.map((start, s) => {
      const body = text.slice(start.index, starts[s + 1]?.index).replace(/'[^']*'/g, '');
      let heritage = /^.*?(?:extends|implements) ([^{]*)\{/.exec(body)?.[1] ?? '';
      for (let depth = 0; depth < 9; depth++) heritage = heritage.replace(/<[^<>]*>/g, '');
      const isType = ['class', 'interface', 'type'].includes(start[2]);
      return [start[3], { exported: start[1] !== undefined, isType, body, inherits: heritage.match(/\w+/g) ?? [] }];
    }),
  );
  const own = [...declared].filter(([, { exported }]) => exported).map(([name]): [string, Place] => [name, `${file}#${name}`]);
  const starred = [...text.matchAll(/export \* from '([^']+)'/g)].flatMap(([, target]) => [...declarationsOf(fileOf(target)).published]);
  const found = { declared, imported: new Map(listed('import')), published: new Map([...starred, ...listed('export'), ...own]) };
  read.set(file, found);
  return found;
}

/** Chosen by the host or written for tests: what a session of kernels is made of is no public matter. */
const opaque = ['Kernels'];

test('every type that a public signature of the library names is public', () => {
  const published = new Set(declarationsOf('packages/core/dist/index.d.ts').published.values());
  expect(published.size).toBeGreaterThan(300);
  const seen = new Set(published);
  const hidden: string[] = [];
  for (const place of seen) {
    const [file, name] = place.split('#');
    const { declared, imported } = declarationsOf(file);
    const declaration = declared.get(name);
    expect(declaration, `${place} is declared`).toBeDefined();
    if (declaration === undefined || opaque.includes(name)) continue;
    for (const word of new Set(declaration.body.match(/\b[A-Za-z]\w*\b/g))) {
      const next: Place | undefined = word === name ? undefined : declared.has(word) ? `${file}#${word}` : imported.get(word);
      if (next === undefined || declarationsOf(next.split('#')[0]).declared.get(next.split('#')[1])?.isType !== true) continue;
      seen.add(next);
      // What is inherited is spelt out by its members, and a type of one file alone by where it stands.
      const isLocal = declared.get(word)?.exported === false;
      if (!published.has(next) && !isLocal && !declaration.inherits.includes(word)) hidden.push(`${next}, named by ${name}`);
    }
  }
  expect(hidden.join('\n')).toBe('');
});
