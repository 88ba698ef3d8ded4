import { LambdaFiles, type LambdaCode, type LambdaContext, type LambdaHandler } from './lambda-code';
import { ModuleLoader } from './module-loader';
import type { FunctionCall, Network, Transit } from './network';
import { Sandbox, type HttpsRequest, type SandboxHost } from './sandbox';
import { withTimeLimit } from './time-limit';
import type { ClockSkew } from '../emulator';
import { TransportError } from '../emulator/service-error';

/** What an invocation gives. */
export interface InvocationResult {
  /** What the handler gave, or a description of the error, as JSON. */
  readonly payload: string;
  /** What Lambda calls the error, if the function failed. */
  readonly errorType?: string;
}

/** What a function can reach, and how it gets there. */
export interface LambdaHost extends Omit<SandboxHost, 'log' | 'httpsRequest'> {
  /** @default - every call gets there at once */
  readonly network?: Network;
  /** What the clock of a container shows. @default - the true time */
  clockOf?(container: number): ClockSkew | undefined;
  /** Which idle container takes an invocation; any other number is a new one. @default - the one that was last used */
  containerFor?(idle: number): number | undefined;
  /** What becomes of an HTTPS request, and of what caused the invocation: the status of the response. */
  httpsRequest(request: HttpsRequest, cause: unknown): number;
  /** What is logged, and the event that has led to it. */
  log(parts: readonly unknown[], event: unknown): void;
}

export interface LambdaContainerProps {
  readonly arn: string;
  readonly code: LambdaCode;
  /** As in the template: `index.onEvent`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  /** Whether the code could run for ever without giving control back. @default - it does not */
  readonly isForeign?: () => boolean;
}

interface ClientConfig {
  readonly requestHandler?: { readonly requestTimeout?: number };
}

type Client = Readonly<Record<string, (request: unknown) => Promise<unknown>>>;

/** The module of requests that go through no client. */
export const HTTPS = 'https';

const CRASH: InvocationResult = invocationFailure({ errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited with error: signal: killed' });

/**
 * A running copy of a function, with modules of its own. It takes one invocation after the other until one of them
 * runs out of time or crashes: then it is gone, and whatever it still had in mind never happens.
 */
export class LambdaContainer {
  private gone = false;
  private loaded?: LambdaHandler;
  private invocation?: { readonly event: unknown; readonly cause: unknown; readonly at: number; readonly end: (result: InvocationResult) => void };

  /** @param clock what it shows as the time */
  constructor(private readonly props: LambdaContainerProps, private readonly host: LambdaHost, private readonly clock: ClockSkew = (time) => time) {}

  public get usable(): boolean {
    return !this.gone;
  }

  /**
   * Loads the code, as a cold start does.
   *
   * @throws UnavailableInRehearsal when the code needs something that a rehearsal does not have
   */
  public load(): LambdaHandler {
    this.loaded ??= this.loadHandler();
    return this.loaded;
  }

  public invoke(event: unknown, context: LambdaContext, cause: unknown): Promise<InvocationResult> {
    const { timeoutSeconds } = this.props;
    return new Promise((resolve) => {
      const stopTimeout = this.host.after(timeoutSeconds, () => this.end(invocationFailure({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${context.awsRequestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      })));
      const end = (result: InvocationResult) => {
        this.invocation = undefined;
        stopTimeout();
        resolve(result);
      };
      this.invocation = { event, cause, at: this.host.now(), end };
      void this.run(event, context).then((result) => this.invocation?.end(result));
    });
  }

  private async run(event: unknown, context: LambdaContext): Promise<InvocationResult> {
    try {
      const result: unknown = await this.load()(event, context);
      return { payload: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      return invocationFailure(error instanceof Error
        ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
        : { errorType: typeof error, errorMessage: String(error), trace: [] });
    }
  }

  /** The end of the container, and of the invocation that it was at. */
  private end(failure: InvocationResult): void {
    this.gone = true;
    this.invocation?.end(failure);
  }

  private loadHandler(): LambdaHandler {
    const { code, handler } = this.props;
    if (!(code instanceof LambdaFiles)) {
      return code[handler] ?? missingHandler(handler);
    }
    const dot = handler.lastIndexOf('.');
    const sandbox = new Sandbox({
      ...this.host,
      now: () => Math.floor(this.clock(this.host.now())),
      log: (parts) => this.gone || this.host.log(parts, this.invocation?.cause),
      httpsRequest: (request) => this.call(HTTPS, 'request', request, Infinity, async () => this.host.httpsRequest(request, this.invocation?.cause)),
      after: (seconds, job) => this.host.after(seconds, () => {
        if (!this.gone) {
          job();
        }
      }),
      sdkModule: (name) => this.connected(name, this.host.sdkModule(name)),
    });
    const bounded = <T>(work: () => T): T => (this.props.isForeign?.() ? withTimeLimit(work) : work());
    const module = bounded(() => new ModuleLoader(code, sandbox).load(handler.slice(0, dot)));
    const exported = (module as Record<string, LambdaHandler>)[handler.slice(dot + 1)] ?? missingHandler(handler);
    return (event, context) => bounded(() => exported(event, context));
  }

  /** A module of the SDK whose clients call through this container. Classes are what has a capital letter. */
  private connected(module: string, exported: unknown): unknown {
    if (exported === null || typeof exported !== 'object') {
      return exported;
    }
    return Object.fromEntries(Object.entries(exported).map(([name, value]) => (
      [name, typeof value === 'function' && /^[A-Z]/.test(name) ? this.connectedClass(module, value as new (config?: ClientConfig) => Client) : value]
    )));
  }

  private connectedClass(module: string, clientClass: new (config?: ClientConfig) => Client): unknown {
    return new Proxy(clientClass, {
      construct: (target, [config]: [ClientConfig?]) => {
        // The SDK takes no timeout, and one of 0, for none.
        const timeout = (config?.requestHandler?.requestTimeout || Infinity) / 1000;
        return new Proxy(new target(config), {
          get: (client, member: string) => (typeof client[member] !== 'function'
            ? client[member]
            : (request: unknown) => this.call(module, member, request, timeout, () => client[member](request))),
        });
      },
    });
  }

  private call<T>(module: string, method: string, request: unknown, timeout: number, perform: () => Promise<T>): Promise<T> {
    if (this.gone) {
      return new Promise(() => {});
    }
    const { event, cause, at: invokedAt = this.host.now() } = this.invocation ?? {};
    const call: FunctionCall = { functionArn: this.props.arn, event, cause, invokedAt, module, method, request };
    const transit = this.host.network?.(call);
    return this.whileHere(transit === undefined ? perform() : this.send(transit, timeout, perform));
  }

  private async send<T>({ there = 0, back = 0, again, crash }: Transit, timeout: number, perform: () => Promise<T>): Promise<T> {
    if (crash === 'before') {
      this.end(CRASH);
    }
    if (this.gone) {
      return new Promise(() => {});
    }
    const reply = this.sleep(there).then(async () => {
      if (again !== undefined) {
        perform().catch(() => undefined);
        await this.sleep(again);
      }
      return perform();
    });
    if (there + (again ?? 0) + back >= timeout) {
      reply.catch(() => undefined);
      await this.sleep(timeout);
      throw new TransportError(`Connection timed out after ${timeout * 1000} ms`);
    }
    await reply.catch(() => undefined);
    await this.sleep(back);
    if (crash === 'after') {
      this.end(CRASH);
    }
    return reply;
  }

  /** What somebody who is gone waits for never comes. */
  private whileHere<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then((value) => this.gone || resolve(value), (error: Error) => this.gone || reject(error));
    });
  }

  private sleep(seconds: number): Promise<void> {
    return seconds === 0 ? Promise.resolve() : new Promise((resolve) => this.host.after(seconds, resolve));
  }
}

function missingHandler(handler: string): never {
  const error = new Error(`${handler} is undefined or not exported`);
  error.name = 'Runtime.HandlerNotFound';
  throw error;
}

/** A failed invocation, as Lambda describes it. */
export function invocationFailure(error: { errorType: string; errorMessage: string; trace?: readonly string[] }): InvocationResult {
  return { errorType: error.errorType, payload: JSON.stringify(error) };
}
