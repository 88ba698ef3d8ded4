/** The handlers in front of the emulator, driven as the state machine drives them, without CloudFormation around. */
import { CleanRoomsMlEmulator, DynamoDbEmulator, SageMakerEmulator, type EmulatorBehavior } from '../../emulator';
import { call, withOperationNames } from '../../lambda/engine/call';
import type { Context } from '../../lambda/engine/context';
import { DynamoDbLedger } from '../../lambda/engine/dynamodb-ledger';
import { countingLedger } from '../../lambda/engine/elapsed';
import type { ResourceEvent } from '../../lambda/engine/event';
import { acceptRequest, lookAtRequest } from '../../lambda/engine/handlers';
import type { DecisionRecord } from '../../lambda/engine/log';
import type { LookOutcome } from '../../lambda/engine/look';
import { requestIdentity } from '../../lambda/engine/request-identity';
import type { ResourceType } from '../../lambda/engine/resource-type';
import { resourceTypeOf } from '../../lambda/resources';
import {
  LEDGER, PROPERTY_FORMAT, RESOURCE_TYPES, type AlgorithmProperties, type AssociationProperties, type MlInputChannelProperties,
  type SageMakerAlgorithmProperties, type TrainedModelProperties,
} from '../../src/private/protocol/contract';
import { toTemplateCasing } from '../../src/private/protocol/property-casing';

export const MEMBERSHIP = '11111111-2222-3333-4444-555555555555';
const ACCOUNT = '111122223333';
const ARN = `arn:aws:cleanrooms-ml:us-east-1:${ACCOUNT}:membership/${MEMBERSHIP}`;
export const ASSOCIATION = `${ARN}/configured-model-algorithm-association/provided`;
export const CHANNEL = `${ARN}/ml-input-channel/joint`;
const CALLER = { accountId: ACCOUNT, region: 'us-east-1' };
/** Seconds between two looks. */
export const POLL_SECONDS = 15;
const START = Date.parse('2026-01-01T00:00:00Z');

export function modelProperties(changes: Partial<TrainedModelProperties> & { request?: object } = {}): TrainedModelProperties {
  const { request, ...rest } = changes;
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Fraud',
    Request: {
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmAssociationArn: ASSOCIATION,
      dataChannels: [{ mlInputChannelArn: CHANNEL, channelName: 'train' }],
      resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 30 },
      ...request,
    },
    Retraining: { Strategy: 'INCREMENTAL', ChannelName: 'base' },
    RetrainOn: 'INPUTS',
    Completion: { Mode: 'WHEN_SUBMITTED' },
    VersionRetention: {},
    ...rest,
  };
}

export function algorithmProperties(changes: Partial<AlgorithmProperties> = {}): AlgorithmProperties {
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Algorithm',
    Request: { roleArn: `arn:aws:iam::${ACCOUNT}:role/Pull`, trainingContainerConfig: { imageUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud:v1` } },
    ...changes,
  };
}

export function associationProperties(changes: Partial<AssociationProperties> = {}): AssociationProperties {
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Association',
    Request: {
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmArn: `arn:aws:cleanrooms-ml:us-east-1:${ACCOUNT}:configured-model-algorithm/elsewhere`,
      privacyConfiguration: { policies: { trainedModels: { maxArtifactSize: { unit: 'GB', value: 1.5 } } } },
    },
    ...changes,
  };
}

export function channelProperties(changes: Partial<MlInputChannelProperties> = {}): MlInputChannelProperties {
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Channel',
    Request: {
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmAssociations: [ASSOCIATION],
      inputChannel: { dataSource: { protectedQueryInputParameters: {} }, roleArn: `arn:aws:iam::${ACCOUNT}:role/Query` },
      retentionInDays: 30,
    },
    Query: 'SELECT label FROM payments',
    ...changes,
  };
}

export function sageMakerAlgorithmProperties(
  changes: Partial<SageMakerAlgorithmProperties> & { request?: object } = {},
): SageMakerAlgorithmProperties {
  const { request, ...rest } = changes;
  return {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Algorithm',
    Request: {
      TrainingSpecification: {
        TrainingImage: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud:v1`,
        SupportedTrainingInstanceTypes: ['ml.m5.xlarge'],
        TrainingChannels: [{ Name: 'train', Description: 'Payments', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
      },
      ValidationSpecification: {
        ValidationRole: `arn:aws:iam::${ACCOUNT}:role/Validate`,
        ValidationProfiles: [{
          ProfileName: 'validation',
          TrainingJobDefinition: {
            TrainingInputMode: 'File',
            HyperParameters: [{ Name: 'epochs', Value: '2' }],
            InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://samples/train' } } }],
            OutputDataConfig: { S3OutputPath: 's3://samples/output' },
            ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 10 },
            StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          },
        }],
      },
      ...request,
    },
    ...rest,
  };
}

export class HandlerHarness {
  readonly emulator: CleanRoomsMlEmulator;
  readonly sageMaker: SageMakerEmulator;
  readonly dynamoDb: DynamoDbEmulator;
  readonly lines: DecisionRecord[] = [];
  readonly context: Context;
  stackStatus = 'CREATE_IN_PROGRESS';
  resourceStatus: string | undefined = 'UPDATE_IN_PROGRESS';
  /** What the clock of the function that runs an invocation is off by, in milliseconds. */
  clockError?: (invocation: number) => number;
  /** What happens between the reply to a call of the service and whatever the handlers do next. */
  afterCall?: (operation: string) => Promise<void>;
  /** The status that the stack is shown to have, where that is another than `stackStatus`. */
  statusAt?: (secondsSinceRequest: number) => string;
  /** Resource types beside those of the library. */
  readonly otherTypes: { [name: string]: ResourceType } = {};
  private time = START;
  private requests = 0;
  private invocations = 0;
  private requestedAt = START;

  constructor(behavior: Partial<EmulatorBehavior> = {}) {
    const clock = { now: () => this.time };
    this.emulator = new CleanRoomsMlEmulator({ clock, behavior });
    this.sageMaker = new SageMakerEmulator({ clock });
    this.dynamoDb = new DynamoDbEmulator();
    this.dynamoDb.createTable(CALLER, 'Ledger', LEDGER.key);
    const ledger = new DynamoDbLedger(this.dynamoDb.client(CALLER), 'Ledger');
    this.context = {
      client: this.observed(withOperationNames({ ...this.emulator.client(CALLER), ...this.sageMaker.client(CALLER) })),
      resourceTypeOf: (name) => this.otherTypes[name] ?? resourceTypeOf(name),
      ledger: { read: (owner) => call('GetItem', () => ledger.read(owner)), write: (entry) => call('PutItem', () => ledger.write(entry)) },
      stackStatus: async () => this.statusAt?.((this.time - this.requestedAt) / 1000) ?? this.stackStatus,
      resourceStatus: async () => this.resourceStatus,
      now: clock.now,
      until: Infinity,
      pause: async (milliseconds) => {
        this.time += milliseconds;
      },
      log: (line) => this.lines.push(line),
    };
  }

  private observed<C extends object>(client: C): C {
    return new Proxy(client, {
      get: (target, operation: string & keyof C) => async (request: unknown) => {
        const reply: unknown = await (target[operation] as (argument: unknown) => Promise<unknown>)(request);
        await this.afterCall?.(operation);
        return reply;
      },
    });
  }

  /** What an invocation gets, with the clock of the machine that it runs on. */
  contextOfInvocation(): Context {
    const error = this.clockError?.(this.invocations++) ?? 0;
    return { ...this.context, now: () => this.time + error };
  }

  /** One look of a state machine that has waited for so many seconds. */
  async look(event: ResourceEvent, waited = 0): Promise<LookOutcome> {
    const context = this.contextOfInvocation();
    const { id } = requestIdentity(event.RequestId, event.ResponseURL);
    return lookAtRequest({ ...context, ledger: countingLedger(context.ledger, id, waited) }, event);
  }

  advance(minutes: number): void {
    this.time += minutes * 60_000;
  }

  /** The operations that change something, since the last time this was asked. */
  changes(): string[] {
    const operations = [...this.emulator.calls, ...this.sageMaker.calls].filter(({ mutating }) => mutating).map(({ operation }) => operation);
    this.emulator.resetCalls();
    this.sageMaker.resetCalls();
    return operations;
  }

  /** The ledger's table goes with the last resource of a stack, and comes back empty. */
  forget(): void {
    this.dynamoDb.deleteTable(CALLER, 'Ledger');
    this.dynamoDb.createTable(CALLER, 'Ledger', LEDGER.key);
  }

  trainedModel(logicalId = 'Model'): CustomResource<TrainedModelProperties> {
    return new CustomResource(this, RESOURCE_TYPES.trainedModel, logicalId);
  }

  algorithm(logicalId = 'Algorithm'): CustomResource<AlgorithmProperties> {
    return new CustomResource(this, RESOURCE_TYPES.algorithm, logicalId);
  }

  association(logicalId = 'Association'): CustomResource<AssociationProperties> {
    return new CustomResource(this, RESOURCE_TYPES.association, logicalId);
  }

  inputChannel(logicalId = 'Channel'): CustomResource<MlInputChannelProperties> {
    return new CustomResource(this, RESOURCE_TYPES.mlInputChannel, logicalId);
  }

  sageMakerAlgorithm(logicalId = 'Algorithm'): CustomResource<SageMakerAlgorithmProperties> {
    return new CustomResource(this, RESOURCE_TYPES.sageMakerAlgorithm, logicalId);
  }

  resource<P extends object>(type: string, logicalId: string): CustomResource<P> {
    return new CustomResource(this, type, logicalId);
  }

  /** The id of a request and the address of its answer, which nobody else has. */
  nextRequest(): Pick<ResourceEvent, 'RequestId' | 'ResponseURL'> {
    this.requestedAt = this.time;
    return requestSentAt(this.time, ++this.requests);
  }
}

/** Its answer goes to a presigned address, as CloudFormation signs them. */
export function requestSentAt(time: number, id: number | string): Pick<ResourceEvent, 'RequestId' | 'ResponseURL'> {
  const date = new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    RequestId: `request-${id}`,
    ResponseURL: `https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/${id}?X-Amz-Date=${date}&X-Amz-Expires=7200&X-Amz-Signature=${id}`,
  };
}

export interface Answer {
  readonly attributes: Record<string, string>;
  readonly polls: number;
}

/** One custom resource of a stack. */
export class CustomResource<P extends object> {
  physicalId?: string;
  private properties?: P;

  constructor(private readonly harness: HandlerHarness, private readonly type: string, private readonly logicalId: string) {}

  async create(properties: P): Promise<Answer> {
    this.properties = properties;
    return this.run(await this.begin('Create', properties));
  }

  async update(properties: P): Promise<Answer> {
    const old = this.properties;
    this.properties = properties;
    return this.run(await this.begin('Update', properties, old));
  }

  /** What a refactoring of the stack does: the other's resource goes on under this logical id. */
  takeOver(other: CustomResource<P>): void {
    this.physicalId = other.physicalId;
    this.properties = other.properties;
  }

  async delete(): Promise<Answer> {
    return this.run(await this.begin('Delete', this.properties!));
  }

  /** A deletion that CloudFormation sends about a physical resource, with the properties that it had. */
  async deleteAs(physicalId: string, properties: P): Promise<Answer> {
    this.physicalId = physicalId;
    return this.run(await this.begin('Delete', properties));
  }

  /** Accepts a request: what comes back is what is looked at. */
  async begin(kind: 'Create' | 'Update' | 'Delete', properties: P, old?: P, request = this.harness.nextRequest()): Promise<ResourceEvent> {
    const event: ResourceEvent = {
      RequestType: kind,
      ...request,
      StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a',
      LogicalResourceId: this.logicalId,
      ResourceType: this.type,
      ResourceProperties: asStrings(properties) as Record<string, unknown>,
      ...(old === undefined ? {} : { OldResourceProperties: asStrings(old) as Record<string, unknown> }),
      ...(kind === 'Create' ? {} : { PhysicalResourceId: this.physicalId }),
    };
    const result = await acceptRequest(this.harness.contextOfInvocation(), event);
    this.physicalId = result.PhysicalResourceId;
    return { ...event, ...result };
  }

  /** Polls until the request is done. */
  async run(event: ResourceEvent): Promise<Answer> {
    for (let polls = 1; ; polls++) {
      const outcome = await this.harness.look(event, (polls - 1) * POLL_SECONDS);
      if (outcome.state === 'answered') {
        return { attributes: outcome.attributes, polls };
      }
      this.harness.advance(POLL_SECONDS / 60);
    }
  }
}

/** Properties as CloudFormation hands them over: as the template has them, with numbers and booleans as strings. */
export function asStrings(properties: unknown): unknown {
  return stringsIn(toTemplateCasing(properties));
}

function stringsIn(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(stringsIn);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [name, stringsIn(member)]));
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
