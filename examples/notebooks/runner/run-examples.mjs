/** Runs examples one after another, each in a process of its own, and gathers the rows that they hand over. */
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `{ course, folder, name, path }` of every `<letter>-<course>/<nn>-<title>.mjs`, in order. */
export function examplesIn(root) {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]-/.test(entry.name))
    .flatMap(({ name: folder }) =>
      readdirSync(join(root, folder))
        .filter((file) => /^\d\d-.*\.mjs$/.test(file))
        .map((file) => ({ course: folder[0].toUpperCase(), folder, name: file.slice(0, -4), path: join(root, folder, file) })),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A course by its letter (`A`), a folder, or part of an example's name (`training`). */
export function chosen(examples, wanted) {
  if (wanted.length === 0) return examples;
  const asked = wanted.map((word) => {
    const found = examples.filter(({ course, folder, name }) =>
      word.length === 1 ? course === word.toUpperCase() : `${folder}/${name}`.includes(word.toLowerCase()),
    );
    if (found.length === 0)
      throw new Error(
        `notebooks: no course or example "${word}"; courses: ${[...new Set(examples.map(({ course }) => course))].join(', ')}.`,
      );
    return found;
  });
  const kept = new Set(asked.flat());
  return examples.filter((example) => kept.has(example));
}

/** The example with `rows`, `seconds`, and `failure`: a sentence, where it did not end well or handed nothing over. */
export function runExample(example, { env, mostSeconds = 3600 }) {
  return new Promise((resolve) => {
    const began = performance.now();
    const rows = [];
    let errors = '';
    const child = fork(example.path, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
    child.on('message', (row) => rows.push(row));
    child.stderr.on('data', (bytes) => {
      errors += bytes;
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, mostSeconds * 1000);
    child.on('close', (code) => {
      clearTimeout(timer);
      const failure = late
        ? `not done after ${mostSeconds} seconds`
        : code !== 0
          ? reasonIn(errors, code)
          : rows.length === 0
            ? 'it handed no row over'
            : undefined;
      resolve({ ...example, rows, failure, seconds: (performance.now() - began) / 1000 });
    });
  });
}

/** The sentence of an uncaught error, else the last line of what was said. */
function reasonIn(errors, code) {
  const said = errors.trim().split('\n');
  const thrown = said.find((line) => /^(\w*Error|LikewiseError)\b.*: /.test(line));
  return thrown?.replace(/^\w+( \[[\w-]+\])?: /, '') ?? (said.at(-1) || `it ended with code ${code}`);
}
