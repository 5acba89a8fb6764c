import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { likewise, refusal } from './run.ts';

describe('words', () => {
  test('help lists every command and nothing that does not exist; version is one line', async () => {
    const [help, bare, version] = await Promise.all([likewise(['--help']), likewise([]), likewise(['--version'])]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const { name } of commands) expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(help.stdout).not.toMatch(/^ {2}spark /m);
    expect(bare.stdout).toBe(help.stdout);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^likewise \d+\.\d+\.\d+\n$/) });
  });

  test.each([
    [['modles'], "likewise: unknown command 'modles' (did you mean models?). See likewise --help."],
    [['models', '--jsno'], 'likewise: unknown flag --jsno (did you mean --json?). See likewise models --help.'],
    [['models', 'a', 'b'], "likewise: too many arguments for 'models'. Expected 1 argument but got 2. See likewise models --help."],
    [['models', 'populr'], /^likewise: unknown model "populr" \(did you mean "popular"\?\); expected one of /],
  ])('%o is refused in one line', async (words, line) => {
    const refused = refusal(await likewise(words));
    if (typeof line === 'string') expect(refused).toBe(line);
    else expect(refused).toMatch(line);
  });

  test.each(commands.map(({ name }) => name))('%s --help shows its flags and lines that work', async (name) => {
    const { code, stdout } = await likewise([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Usage: likewise \w+/);
    expect(stdout).toMatch(new RegExp(`Examples:\n  likewise ${name}`));
  });
});

describe('models', () => {
  test('the catalog is a table, and one JSON document', async () => {
    const [text, json] = await Promise.all([likewise(['models']), likewise(['models', '--json'])]);
    expect(text.stdout).toMatch(/^model +family +data +what it does\n/);
    expect(text.stdout).toMatch(/^popular +baseline +any +What most people have/m);
    const catalog = JSON.parse(json.stdout) as { name: string }[];
    expect(catalog.map(({ name }) => name)).toContain('popular');
  });

  test('a page shows formula, source, options and a command', async () => {
    const { stdout } = await likewise(['models', 'popular']);
    for (const part of ['score(i) = |{u', 'doi:10.1145/1864708.1864721', 'likewise fit popular ratings.csv -o popular.safetensors'])
      expect(stdout).toContain(part);
  });
});
