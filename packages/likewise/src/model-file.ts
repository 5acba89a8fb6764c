/** Model files on disk, without the readers of data and the server: `likewise/model-file`. */
export { readModelFile, writeModelFile } from './store/model-files.ts';
