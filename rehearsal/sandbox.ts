import * as crypto from 'node:crypto';
import { createRequire } from 'node:module';
import type { Cancel } from './scheduler';

/** Something that code asked for and that a rehearsal does not have. */
export class UnavailableInRehearsal extends Error {
  public readonly name = 'UnavailableInRehearsal';
}

/** What code in a sandbox can reach of the world outside. */
export interface SandboxHost {
  readonly environment: Readonly<Record<string, string>>;
  now(): number;
  after(seconds: number, job: () => void): Cancel;
  /** From 0 to 1. */
  random(): number;
  log(parts: readonly unknown[]): unknown;
  /** A module that is neither the code's own nor one of Node.js; undefined when there is none. */
  sdkModule(name: string): unknown;
  /** What becomes of an HTTPS request: the status of the response. */
  httpsRequest(request: HttpsRequest): Promise<number>;
}

export interface HttpsRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly body: string;
}

/** The modules of Node.js that compute and do nothing else. */
const PURE_MODULES = new Set(['assert', 'async_hooks', 'buffer', 'events', 'path', 'punycode', 'querystring', 'stream', 'string_decoder', 'url', 'util', 'zlib']);
const nodeRequire = createRequire(__filename);

/** The globals and modules of one running Lambda function: its own, on the virtual clock, without a way to the machine. */
export class Sandbox {
  /** What the code finds under these names instead of Node's own. */
  public readonly globals: Readonly<Record<string, unknown>>;
  private readonly replacedModules: Readonly<Record<string, unknown>>;

  constructor(private readonly host: SandboxHost) {
    const timers = virtualTimers(host);
    const console = Object.fromEntries(['log', 'info', 'warn', 'error', 'debug', 'trace'].map((level) => (
      [level, (...parts: unknown[]) => host.log(parts)]
    )));
    const process = virtualProcess(host, timers);
    const seededCrypto = virtualCrypto(host);
    const replaced: Record<string, unknown> = {
      ...timers,
      console,
      process,
      Date: virtualDate(host),
      Math: Object.defineProperty(Object.create(Math), 'random', { value: host.random }),
      performance: { now: () => host.now(), timeOrigin: 0 },
      crypto: { randomUUID: seededCrypto.randomUUID },
      fetch: () => { throw new UnavailableInRehearsal('there is no network in a rehearsal (fetch)'); },
    };
    const globalObject: object = Object.create(globalThis);
    this.globals = { ...replaced, globalThis: globalObject, global: globalObject };
    for (const [name, value] of Object.entries(this.globals)) {
      Object.defineProperty(globalObject, name, { value, writable: true, configurable: true });
    }
    this.replacedModules = { process, https: virtualHttps(host), crypto: seededCrypto, timers, console, child_process: NO_PROCESSES };
  }

  /** A module that is not part of the code. */
  public module(specifier: string): unknown {
    const name = specifier.replace(/^node:/, '');
    if (Object.hasOwn(this.replacedModules, name)) {
      return this.replacedModules[name];
    }
    if (PURE_MODULES.has(name)) {
      return nodeRequire(`node:${name}`);
    }
    const sdkModule = this.host.sdkModule(specifier);
    if (sdkModule === undefined) {
      throw new UnavailableInRehearsal(`the code requires "${specifier}", which a rehearsal does not have`);
    }
    return sdkModule;
  }
}

/** What requires the module need not use it. */
const NO_PROCESSES = new Proxy({}, {
  get: (_, name) => () => {
    throw new UnavailableInRehearsal(`there are no other processes in a rehearsal (child_process.${String(name)})`);
  },
});

function virtualDate(host: SandboxHost): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [host.now()] : args, newTarget),
    apply: () => new Date(host.now()).toString(),
    get: (target, property) => (property === 'now' ? () => host.now() : Reflect.get(target, property)),
  });
}

interface Timers {
  setTimeout(callback: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]): object;
  clearTimeout(timer: unknown): void;
  setImmediate(callback: (...args: unknown[]) => void, ...args: unknown[]): object;
  clearImmediate(timer: unknown): void;
  setInterval(): never;
}

function virtualTimers(host: SandboxHost): Timers {
  const cancels = new WeakMap<object, Cancel>();
  const start = (job: () => void, milliseconds: number): object => {
    const timer = { ref: () => timer, unref: () => timer };
    cancels.set(timer, host.after(milliseconds / 1000, job));
    return timer;
  };
  const clear = (timer: unknown) => {
    if (timer !== null && typeof timer === 'object') {
      cancels.get(timer)?.();
    }
  };
  return {
    setTimeout: (callback, milliseconds = 0, ...args) => start(() => callback(...args), milliseconds),
    setImmediate: (callback, ...args) => start(() => callback(...args), 0),
    clearTimeout: clear,
    clearImmediate: clear,
    // Lambda freezes it between two invocations; here it would keep the clock running for ever.
    setInterval: () => { throw new UnavailableInRehearsal('there is no setInterval in a rehearsal'); },
  };
}

function virtualProcess(host: SandboxHost, timers: Timers): object {
  const stream = { write: (chunk: unknown) => host.log([String(chunk).trimEnd()]) };
  return {
    env: { ...host.environment },
    version: process.version,
    versions: process.versions,
    release: process.release,
    platform: 'linux',
    arch: 'arm64',
    argv: [],
    pid: 1,
    cwd: () => '/var/task',
    uptime: () => 0,
    hrtime: Object.assign(() => [Math.floor(host.now() / 1000), (host.now() % 1000) * 1e6], { bigint: () => BigInt(host.now()) * 1_000_000n }),
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => callback(...args)),
    on: () => undefined,
    once: () => undefined,
    emitWarning: () => undefined,
    exit: () => { throw new UnavailableInRehearsal('the code ended its process'); },
    setImmediate: timers.setImmediate,
    stdout: stream,
    stderr: stream,
  };
}

/** Node's own, but for what is random. */
function virtualCrypto(host: SandboxHost) {
  const randomBytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(host.random() * 256)));
  const randomUUID = () => {
    const hex = randomBytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  return { ...crypto, randomBytes, randomUUID };
}

/** As much of `https.request` as functions use to answer CloudFormation. */
function virtualHttps(host: SandboxHost): object {
  return {
    request: (options: { method?: string; hostname?: string; path?: string }, onResponse?: (response: object) => void) => {
      const chunks: string[] = [];
      const errorListeners: ((error: Error) => void)[] = [];
      const request = {
        on: (event: string, listener: (error: Error) => void) => {
          if (event === 'error') {
            errorListeners.push(listener);
          }
          return request;
        },
        setTimeout: () => request,
        write: (chunk: unknown) => chunks.push(String(chunk)),
        end: (chunk?: unknown) => {
          if (chunk !== undefined) {
            chunks.push(String(chunk));
          }
          const { method = 'GET', hostname = '', path = '/' } = options;
          host.httpsRequest({ method, hostname, path, body: chunks.join('') }).then(
            (statusCode) => onResponse?.({ statusCode, headers: {}, resume: () => undefined, on: () => undefined }),
            (error: Error) => errorListeners.forEach((listener) => listener(error)),
          );
        },
      };
      return request;
    },
  };
}
