/** What a model file says about its writer. */

/** Version of this package; a test keeps it equal to package.json. */
export const libraryVersion = '0.1.0';

/** Raised when a file's layout changes so that older readers must refuse it. */
export const modelFormatVersion = 1;
