// AssemblyScript kernels → two WebAssembly modules, kept as base64 inside a generated TypeScript file.
import { existsSync } from 'node:fs';

if (existsSync('packages/core/assembly/index.ts')) throw new Error('not built yet');
