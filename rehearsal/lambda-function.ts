import { LambdaFiles, type LambdaCode, type LambdaContext, type LambdaHandler } from './lambda-code';
import { ModuleLoader } from './module-loader';
import { Sandbox, type SandboxHost } from './sandbox';
import { uuidOf } from '../emulator/identifiers';

export interface LambdaFunctionProps {
  readonly name: string;
  readonly arn: string;
  readonly code: LambdaCode;
  /** As in the template: `index.onEvent`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

/** What an invocation gives. */
export interface InvocationResult {
  /** What the handler gave, or a description of the error, as JSON. */
  readonly payload: string;
  /** What Lambda calls the error, if the function failed. */
  readonly errorType?: string;
}

/** A deployed Lambda function: one warm container, whose modules live as long as the function stays the same. */
export class LambdaFunction {
  public readonly name: string;
  public readonly arn: string;
  public readonly handlerName: string;
  public readonly environment: Readonly<Record<string, string>>;
  private loaded?: LambdaHandler;
  private invocations = 0;

  constructor(private readonly props: LambdaFunctionProps, private readonly host: SandboxHost) {
    this.name = props.name;
    this.arn = props.arn;
    this.handlerName = props.handler;
    this.environment = props.environment;
  }

  /**
   * Loads the code, as a cold start does.
   *
   * @throws UnavailableInRehearsal when the code needs something that a rehearsal does not have
   */
  public load(): void {
    this.handler();
  }

  public async invoke(event: unknown): Promise<InvocationResult> {
    const context = this.contextOf(++this.invocations);
    let stopTimeout = () => {};
    const timeout = new Promise<InvocationResult>((resolve) => {
      stopTimeout = this.host.after(this.props.timeoutSeconds, () => resolve(invocationFailure({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${context.awsRequestId} Error: Task timed out after ${this.props.timeoutSeconds.toFixed(2)} seconds`,
      })));
    });
    try {
      return await Promise.race([timeout, this.run(event, context)]);
    } finally {
      stopTimeout();
    }
  }

  private async run(event: unknown, context: LambdaContext): Promise<InvocationResult> {
    try {
      const result: unknown = await this.handler()(event, context);
      return { payload: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      return invocationFailure(error instanceof Error
        ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
        : { errorType: typeof error, errorMessage: String(error), trace: [] });
    }
  }

  private handler(): LambdaHandler {
    this.loaded ??= this.loadHandler();
    return this.loaded;
  }

  private loadHandler(): LambdaHandler {
    const { code, handler } = this.props;
    if (!(code instanceof LambdaFiles)) {
      return code[handler] ?? missingHandler(handler);
    }
    const dot = handler.lastIndexOf('.');
    const module = new ModuleLoader(code, new Sandbox(this.host)).load(handler.slice(0, dot));
    return (module as Record<string, LambdaHandler>)[handler.slice(dot + 1)] ?? missingHandler(handler);
  }

  private contextOf(invocation: number): LambdaContext {
    const deadline = this.host.now() + this.props.timeoutSeconds * 1000;
    return {
      awsRequestId: uuidOf(this.arn, invocation),
      functionName: this.name,
      invokedFunctionArn: this.arn,
      functionVersion: '$LATEST',
      memoryLimitInMB: String(this.props.memoryMegabytes),
      logGroupName: `/aws/lambda/${this.name}`,
      logStreamName: 'rehearsal',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - this.host.now()),
    };
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
