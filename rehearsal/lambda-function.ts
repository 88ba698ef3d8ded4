import type { LambdaContext } from './lambda-code';
import { LambdaContainer, type InvocationResult, type LambdaContainerProps, type LambdaHost } from './lambda-container';
import { uuidOf } from '../emulator/identifiers';

export interface LambdaFunctionProps extends LambdaContainerProps {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  /** @default - the one that Lambda makes */
  readonly logGroup?: string;
}

/** A deployed Lambda function, with as many containers as it has invocations at the same time. */
export class LambdaFunction {
  public readonly name: string;
  public readonly arn: string;
  public readonly handlerName: string;
  public readonly environment: Readonly<Record<string, string>>;
  /** Those that wait for an invocation. */
  private readonly idle: LambdaContainer[] = [];
  private containers = 0;
  private invocations = 0;

  constructor(private readonly props: LambdaFunctionProps, private readonly host: LambdaHost) {
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
    const container = this.takeContainer();
    container.load();
    this.idle.push(container);
  }

  /** @param cause the event that has led to this one. @default - the event itself */
  public async invoke(event: unknown, cause = event): Promise<InvocationResult> {
    const container = this.takeContainer();
    const result = await container.invoke(event, this.contextOf(++this.invocations), cause);
    if (container.usable) {
      this.idle.push(container);
    }
    return result;
  }

  private takeContainer(): LambdaContainer {
    const which = this.host.containerFor?.(this.idle.length) ?? this.idle.length - 1;
    const [container] = which < 0 ? [] : this.idle.splice(which, 1);
    return container ?? new LambdaContainer(this.props, this.host, this.host.clockOf?.(this.containers++));
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
