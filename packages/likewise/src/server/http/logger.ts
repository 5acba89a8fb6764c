/** Where the server says what went wrong; `console` fits. */
export interface ServerLogger {
  error(message: string, cause?: unknown): void;
}
