// The studio's files and the version → texts in modules of likewise: a program that bundles it has them with it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = at('../packages/studio/src');
const files = readdirSync(folder).sort();
const texts = files.map((file) => `  ${JSON.stringify(file)}: ${JSON.stringify(readFileSync(`${folder}/${file}`, 'utf8'))},\n`);
mkdirSync(at('../packages/likewise/src/server/generated'), { recursive: true });
writeFileSync(
  at('../packages/likewise/src/server/generated/studio-files.ts'),
  `export const studioFiles: Readonly<Record<string, string>> = {\n${texts.join('')}};\n`,
);

const { version } = JSON.parse(readFileSync(at('../packages/likewise/package.json'), 'utf8'));
mkdirSync(at('../packages/likewise/src/words/generated'), { recursive: true });
writeFileSync(at('../packages/likewise/src/words/generated/version.ts'), `export const version: string = ${JSON.stringify(version)};\n`);
