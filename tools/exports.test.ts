/** No public name twice; index files list names and hold no code. */
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
