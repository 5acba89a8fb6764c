/** A call of the program as a shell takes it: words that a shell would change stand in quotes. */
export const commandLine = (words: readonly string[]): string =>
  ['likewise', ...words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))].join(' ');
