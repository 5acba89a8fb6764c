// The studio's files → packages/likewise/dist/studio, from where the server sends them.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
rmSync(at('../packages/likewise/dist/studio'), { recursive: true, force: true });
cpSync(at('../packages/studio/src'), at('../packages/likewise/dist/studio'), { recursive: true });
