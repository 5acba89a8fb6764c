/** Codes of errors that this package adds to those of the library. */
declare module '@likewise/core' {
  interface ErrorCodes {
    readonly likewise: LikewiseErrorCode;
  }
}

export type LikewiseErrorCode =
  | `ambiguous-${'comment' | 'dates'}`
  | 'binary-file'
  | `damaged-${'gzip' | 'parquet'}`
  | 'columns-differ'
  | 'dense-matrix'
  | 'disk-full'
  | 'duplicate-item'
  | 'empty-file'
  | `file-${'missing' | 'not-found' | 'twice' | 'unreadable'}`
  | 'folder-missing'
  | `invalid-${'cell' | 'columns' | 'delimiter' | 'json' | 'shape'}`
  | `missing-${'column' | 'mark'}`
  | 'name-too-long'
  | `no-${'duckdb' | 'edges' | 'files' | 'rows' | 'umap'}`
  | `not-${'a-file' | 'baskets' | 'readable' | 'writable'}`
  | 'one-column'
  | 'open-quote'
  | 'output-is-input'
  | 'packed-file'
  | 'path-is-folder'
  | `port-${'forbidden' | 'taken'}`
  | 'python-dicts'
  | `row-${'too-long' | 'width'}`
  | `unknown-${'dialect' | 'encoding' | 'ending' | 'host' | 'kind' | 'task'}`
  | 'unsupported-matrix'
  | 'users-by-line'
  | 'wrong-encoding';
