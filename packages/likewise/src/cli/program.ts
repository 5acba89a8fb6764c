/** Words of the command line → one call of one command. Parsing is commander's; what it refuses becomes one line. */
import { Command as Commander, CommanderError, Option } from 'commander';
import { camelCase, kebabCase } from '../words/case.ts';
import { CliError } from '../words/cli-error.ts';
import { type Command, type Flags, Given } from './command.ts';

export interface Call {
  readonly command: Command;
  readonly given: Given;
}

/** What to do: run a command, or print this text (help, version). @throws CliError for words that are not understood. */
export async function parse(words: readonly string[], commands: readonly Command[], version: string): Promise<Call | string> {
  const asked = words[0] === 'help' ? [...words.slice(1, 2), '--help'] : words.length === 0 ? ['--help'] : [...words];
  const position = asked.findIndex((word) => !word.startsWith('-'));
  const chosen = commands.find(({ name }) => name === asked[position]);
  const declared = chosen?.flags ?? {};
  const flags = typeof declared === 'function' ? await declared(asked.slice(position + 1)) : declared;

  let printed = '';
  let call: Call | undefined;
  const program = new Commander('likewise')
    .description('The recommender system for TypeScript: from a ratings file to a served, evaluated, explained recommendation.')
    .version(`likewise ${version}`, '-V, --version', 'print the version')
    .usage('<command> [arguments] [flags]')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      'after',
      '\nlikewise <command> --help shows the flags of a command and lines that work.\nExit codes: 0 done, 2 you can mend it (one line says how), 1 our fault, 130 stopped by Ctrl-C.',
    );
  for (const command of commands) {
    const child = program.command(command.name).summary(command.summary).description(command.summary);
    for (const [name, meaning] of Object.entries(command.arguments)) child.argument(name, meaning);
    if (command === chosen) {
      for (const [flag, of] of Object.entries(flags)) child.addOption(optionOf(flag, of));
      child.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
    }
    child.action((...parts: unknown[]) => {
      const count = Object.keys(command.arguments).length;
      call = {
        command,
        given: new Given(
          parts.slice(0, count) as (string | readonly string[] | undefined)[],
          parts[count] as Record<string, unknown>,
          words,
        ),
      };
    });
  }
  try {
    program.parse(normalized(asked, flags), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code)) return printed;
    const where = chosen === undefined ? 'likewise --help' : `likewise ${chosen.name} --help`;
    const taken = error.code === 'commander.missingArgument' ? takenWord(asked, flags) : '';
    throw new CliError(`${sentence(error.message)}${taken} See ${where}.`);
  }
  return call ?? printed;
}

function optionOf(flag: string, of: Flags[string]): Option {
  const { meaning, repeat, required } = typeof of === 'string' ? { meaning: of } : of;
  const option = new Option(flag, meaning);
  if (repeat) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option.makeOptionMandatory(required === true);
}

/** A flag whose value may be left out takes the next word, also where that was meant for a place of its own. */
function takenWord(words: readonly string[], flags: Flags): string {
  const open = Object.keys(flags).flatMap((flag) => (flag.includes('[') ? (flag.match(/--[\w-]+/g) ?? []) : []));
  const at = words.findIndex((word, w) => open.includes(word) && words[w + 1] !== undefined && !words[w + 1].startsWith('-'));
  return at < 0 ? '' : ` ${words[at]} took "${words[at + 1]}" for its value: write ${words[at]} last, or ${words[at]}=value.`;
}

/** Older words for flags, where a command knows the newer. */
const aliases: Readonly<Record<string, string>> = { '--items': '--titles' };

/** Long flags in kebab-case (`--unobservedWeight`); switches also as `--switch true` and `--switch=false`. */
function normalized(words: readonly string[], flags: Flags): string[] {
  const longNames = (text: string): readonly string[] => text.match(/--[\w-]+/g) ?? [];
  const known = new Set(Object.keys(flags).flatMap(longNames));
  const switches = new Set(Object.keys(flags).flatMap((text) => (/[<[]/.test(text) ? [] : longNames(text))));
  const result: string[] = [];
  for (let w = 0; w < words.length; w++) {
    if (words[w] === '--') return [...result, ...words.slice(w)];
    const [, name, value] = /^(--[\w-]+)(=.*)?$/s.exec(words[w]) ?? [];
    const flag = name === undefined || known.has(name) ? name : (aliases[name] ?? `--${kebabCase(camelCase(name.slice(2)))}`);
    if (name === undefined || flag === undefined || !known.has(flag)) {
      result.push(words[w]);
      continue;
    }
    const next = value?.slice(1) ?? words[w + 1];
    if (switches.has(flag) && (next === 'true' || next === 'false')) {
      result.push(next === 'true' ? flag : flag.replace('--', '--no-'));
      if (value === undefined) w++;
    } else result.push(flag + (value ?? ''));
  }
  return result;
}

/** "error: unknown option '--modle'\n(Did you mean --model?)" → "unknown flag --modle (did you mean --model?)." */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/^(unknown|missing|required) option '(.*?)'/, '$1 flag $2')
    .replace(/^option '(.*?)' argument missing/, 'flag $1 needs a value')
    .replace(/\s*\n\s*/g, ' ')
    .replace('(Did you mean', '(did you mean')
    .trim();
  return text.endsWith('.') ? text : `${text}.`;
}
