/** The lists of error codes hold what is thrown; that nothing else is thrown the compiler sees. */
import { expect, test } from 'vitest';
import { textOf, trackedFiles } from './sources.ts';

/** Members of a union of texts, some of them `prefix-${'a' | 'b'}`. */
function membersOf(union: string): string[] {
  return union.split(/^\s*\| /m).flatMap((member) => {
    const [, prefix, endings] = /^`(.*)\$\{(.*)\}`/.exec(member) ?? [];
    const quoted = [...(endings ?? member).matchAll(/'([a-z-]+)'/g)].map(([, text]) => text);
    return quoted.map((text) => (prefix ?? '') + text);
  });
}

/** What is thrown stands in quotes somewhere: in the throw, or in a table of faults. */
test.each([
  ['core', 'packages/core/src/errors.ts', 'CoreErrorCode'],
  ['likewise', 'packages/likewise/src/words/error-codes.ts', 'LikewiseErrorCode'],
])('%s throws every code of its list', (name, home, type) => {
  const [, union] = new RegExp(`type ${type} =([^;]*);`).exec(textOf(home)) ?? [];
  const codes = membersOf(union);
  expect(codes.length).toBeGreaterThan(30);
  expect([...new Set(codes)]).toEqual(codes);
  const sources = trackedFiles.filter((file) => file.startsWith(`packages/${name}/src/`) && file.endsWith('.ts') && file !== home);
  const thrown = new Set(
    sources.flatMap((file) => [
      ...[...textOf(file).matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, code]) => code),
      ...[...textOf(file).matchAll(/entryNamed\('([a-z]+)'/g)].map(([, kind]) => `unknown-${kind}`),
    ]),
  );
  expect(codes.filter((code) => !thrown.has(code))).toEqual([]);
});
