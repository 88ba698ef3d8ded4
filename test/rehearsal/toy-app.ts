/** Apps with a toy provider: CDK's real provider framework in front of handlers that a test gives as functions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CustomResource, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { type AssemblyStack, type CloudAssembly, LambdaFiles, readCloudAssembly, type Rehearsal } from '../../rehearsal/index';

/** What the framework hands to the handlers. */
export interface ToyEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, any>;
  readonly OldResourceProperties?: Record<string, any>;
  readonly ReceivedAt: number;
}

const HANDLER_FILE = 'toy.js';
const HANDLER_SOURCE = 'exports.onEvent = exports.isComplete = () => { throw new Error("a test gives the handlers"); };';

const directories: string[] = [];

afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** A directory that is there until the tests of the file are done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'rehearsal-'));
  directories.push(directory);
  return directory;
}

/** A directory with the code of a Lambda function. */
export function codeDirectory(file: string, source: string): string {
  const directory = temporaryDirectory();
  writeFileSync(path.join(directory, file), source);
  return directory;
}

export function synthesize(build: (app: App) => void): string {
  const app = new App({ outdir: temporaryDirectory(), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}

/** A provider whose handlers are in a directory. */
export function provider(scope: Construct, options: { code?: string; file?: string; totalTimeout?: Duration } = {}): Provider {
  const { code = codeDirectory(HANDLER_FILE, HANDLER_SOURCE), file = 'toy', totalTimeout = Duration.minutes(60) } = options;
  const handler = (name: string) => new LambdaFunction(scope, name, {
    runtime: Runtime.NODEJS_22_X, handler: `${file}.${name}`, code: Code.fromAsset(code), timeout: Duration.minutes(2),
  });
  return new Provider(scope, 'Provider', {
    onEventHandler: handler('onEvent'), isCompleteHandler: handler('isComplete'), queryInterval: Duration.seconds(15), totalTimeout,
  });
}

export function toy(scope: Construct, id: string, serviceToken: string, properties: Record<string, unknown> = {}): CustomResource {
  return new CustomResource(scope, id, { serviceToken, resourceType: 'Custom::Toy', properties });
}

/**
 * The handlers of all toys of a test, and what they were asked. What they do is up to the properties:
 * - `Id`: the physical id
 * - `Seconds`: how long a creation or an update takes
 * - `Fail`: the request type that fails, after that time
 * - `Data`: attributes
 */
export class ToyHandlers {
  public readonly requests: ToyEvent[] = [];
  /** How often it was asked whether a request is done, by request id. */
  public readonly polls = new Map<string, number>();
  /** Logical ids of those that refuse every request, for as long as they are in here. */
  public readonly refusing = new Set<string>();
  private rehearsal?: Rehearsal;

  /** The assembly with these handlers behind its provider. */
  public in(directory: string, rehearsal: Rehearsal): CloudAssembly {
    this.rehearsal = rehearsal;
    const handlers = { 'toy.onEvent': (event: ToyEvent) => this.onEvent(event), 'toy.isComplete': (event: ToyEvent) => this.isComplete(event) };
    return {
      stacks: readCloudAssembly(directory).stacks.map((stack): AssemblyStack => ({
        ...stack,
        assets: new Map([...stack.assets!].map(([key, code]) => (
          [key, code instanceof LambdaFiles && code.read(HANDLER_FILE) !== undefined ? handlers : code]
        ))),
      })),
    };
  }

  /** Request types, logical ids and physical ids, in order. */
  public get log(): string[] {
    return this.requests.map(({ RequestType, LogicalResourceId, PhysicalResourceId: id }) => (
      `${RequestType} ${LogicalResourceId}${id === undefined ? '' : ` ${id}`}`
    ));
  }

  private onEvent(event: ToyEvent): object {
    this.requests.push(event);
    const { RequestType, LogicalResourceId, ResourceProperties: { Id }, PhysicalResourceId } = event;
    if (this.refusing.has(LogicalResourceId)) {
      throw new Error('refuses');
    }
    return { PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : Id ?? LogicalResourceId, ReceivedAt: this.rehearsal!.now().getTime() };
  }

  private isComplete(event: ToyEvent): object {
    const { RequestType, RequestId, ReceivedAt, ResourceProperties: { Seconds, Fail, Data } } = event;
    this.polls.set(RequestId, (this.polls.get(RequestId) ?? 0) + 1);
    if (RequestType !== 'Delete' && this.rehearsal!.now().getTime() < ReceivedAt + Number(Seconds ?? 0) * 1000) {
      return { IsComplete: false };
    }
    if (Fail === RequestType) {
      throw new Error('told to fail');
    }
    return { IsComplete: true, Data };
  }
}

/** An app of one stack, `Toys`, with a provider. */
export function toyStack(build: (stack: Stack, serviceToken: string) => void, props?: StackProps & { totalTimeout?: Duration }): string {
  return synthesize((app) => {
    const stack = new Stack(app, 'Toys', props);
    build(stack, provider(stack, { totalTimeout: props?.totalTimeout }).serviceToken);
  });
}
