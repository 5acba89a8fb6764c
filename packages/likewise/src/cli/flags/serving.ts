/** Where and to whom a server answers, and what it writes about it: flags, and what deployments set by the environment. */
import { CliError } from '../../words/cli-error.ts';
import { type Flags, type Given, repeated } from '../command.ts';
import { numberFlag } from './number-flags.ts';

export const servingFlags: Flags = {
  '--port <n>': 'port to listen on; 0 takes any free one (default: PORT of the environment, else 4090)',
  '--host <address>': 'address to listen on (default: HOST of the environment, else 127.0.0.1: this machine only)',
  '--allow-host <name>': repeated('a name of this server that requests may carry as their Host, besides localhost; * for any'),
  '--allow-origin <origin>': repeated('an origin whose pages may read answers, such as https://shop.example; * for any'),
  '--drain <seconds>': 'when stopped, say "not ready" for so long before connections are closed (default 0)',
  '--log [file]': 'write a JSON line for each request, to stderr or to the end of a file',
  '--store <path-or-url>': 'where events will be kept; accepted, nothing is stored yet',
};

export interface Address {
  readonly port: number;
  readonly host: string | undefined;
  /** What the environment decided, to be told. */
  readonly notes: readonly string[];
}

const isPort = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 65_535;
const portRange = 'an integer from 0 to 65535';

/** Checked before anything is trained. @throws CliError */
export function addressOf(given: Given, { PORT, HOST }: NodeJS.ProcessEnv = process.env): Address {
  const notes: string[] = [];
  let port = numberFlag(given, 'port', portRange, isPort);
  if (port === undefined && PORT) {
    port = Number(PORT);
    if (PORT.trim() === '' || !isPort(port))
      throw new CliError(`PORT of the environment must be ${portRange}; got "${PORT}". --port overrules it.`);
    notes.push(`port ${port}, as PORT of the environment says; --port overrules it.`);
  }
  let host = given.text('host');
  if (host === undefined && HOST) {
    host = HOST;
    notes.push(`host ${host}, as HOST of the environment says; --host overrules it.`);
  }
  return { port: port ?? 4090, host, notes };
}

/** In milliseconds. @throws CliError */
export function drainOf(given: Given): number {
  const fits = (value: number): boolean => value >= 0 && value <= 3600;
  return 1000 * (numberFlag(given, 'drain', 'seconds from 0 to 3600', fits) ?? 0);
}

/** `undefined` where none was given, as for a server that answers any or none. @throws CliError for what no browser sends */
export function originsOf(given: Given): readonly string[] | undefined {
  const origins = given.list('allow-origin');
  for (const origin of origins)
    if (origin !== '*' && (!URL.canParse(origin) || new URL(origin).origin.toLowerCase() !== origin.toLowerCase().replace(/\/$/, '')))
      throw new CliError(`--allow-origin must be an origin such as https://shop.example, without a path, or *; got "${origin}".`);
  return origins.length === 0 ? undefined : origins;
}

/** Names without ports. */
export function hostsOf(given: Given): readonly string[] | undefined {
  const hosts = given.list('allow-host');
  for (const host of hosts)
    if (host !== '*' && /[/:\s]/.test(host)) throw new CliError(`--allow-host must be a name without a port, or *; got "${host}".`);
  return hosts.length === 0 ? undefined : hosts;
}
