import { DEFAULT_BEHAVIOR, type EmulatorBehavior } from './behavior';
import type { CallRecord, PendingCall } from './call-record';
import type { Caller } from './caller';
import type { Clock, ClockSkew } from './clock';
import { CleanRoomsMlFaultPlan, errorUnder } from './faults';
import { Memberships, type MembershipRegistration } from './memberships';
import { METHODS, operationOf, OPERATIONS, validate, type Method, type ReplyOf, type RequestOf } from './operations';
import { copyOf } from './plain-copy';
import { PlannedOutcomes } from './planned-outcomes';
import { Algorithms } from './resources/algorithms';
import { Associations } from './resources/associations';
import type { ChannelRecord } from './resources/channel-record';
import { MlConfigurations, type MlConfigurationRecord } from './resources/ml-configurations';
import { MlInputChannels } from './resources/ml-input-channels';
import { QueryOutcomes } from './resources/query-outcomes';
import { TrainedModelExportJobs, type ExportJobRecord } from './resources/trained-model-export-jobs';
import { TrainedModelInferenceJobs, type InferenceJobRecord } from './resources/trained-model-inference-jobs';
import { TrainedModels } from './resources/trained-models';
import { TrainingOutcomes } from './resources/training-outcomes';
import type { TrainingRecord } from './resources/training-record';
import { errorCodeOf } from './service-error';
import { ServiceState } from './service-state';
import { Tagging } from './tagging';
import { underFault } from './transport-fault';
import type { StartTrainedModelExportJobRequest, StartTrainedModelInferenceJobRequest, TagMap } from '../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../src/private/protocol/clean-rooms-ml';

export interface CleanRoomsMlEmulatorOptions {
  readonly clock: Clock;
  /** What differs from the default behavior. */
  readonly behavior?: Partial<EmulatorBehavior>;
  /**
   * Decides the identifiers that are issued: the same seed and calls give the same identifiers.
   *
   * @default 0
   */
  readonly seed?: number | string;
  /** What the service's own clock shows: the times in replies. Everything happens in true time. @default - the true time */
  readonly skew?: ClockSkew;
}

/** A resource that has no status. */
export interface ExistingResource {
  readonly arn: string;
  readonly name: string;
  readonly tags: Readonly<TagMap>;
}

/** What exists, and costs or blocks something. */
export interface LeftBehind {
  readonly algorithms: readonly ExistingResource[];
  readonly associations: readonly ExistingResource[];
  readonly runningTrainings: readonly TrainingRecord[];
  /** Trainings whose output has not been deleted. */
  readonly activeOutputs: readonly TrainingRecord[];
  readonly mlConfigurations: readonly MlConfigurationRecord[];
  readonly runningInferenceJobs: readonly InferenceJobRecord[];
  /** Nothing can end them. */
  readonly runningExportJobs: readonly ExportJobRecord[];
  /** ML input channels whose data has not been deleted and has not expired, those without any that failed included. */
  readonly inputChannels: readonly ChannelRecord[];
}

type Answers = { readonly [M in Method]: (caller: Caller, request: RequestOf<M>) => ReplyOf<M> };

/**
 * AWS Clean Rooms ML in memory: all accounts and regions, with what a call can observe of the service. Nothing
 * happens by itself. Statuses are those that are due at the clock's time, whenever somebody looks.
 *
 * ARNs that it never issued are taken to stand for things that exist elsewhere, as imported ones do, wherever a
 * request only refers to them.
 */
export class CleanRoomsMlEmulator {
  /** How open questions are answered; can be changed at any time. */
  public readonly behavior: EmulatorBehavior;

  /** What goes wrong, and when. */
  public readonly faults = new CleanRoomsMlFaultPlan();

  /** What becomes of the trainings to come. */
  public readonly nextTrainings = new TrainingOutcomes();

  /** What becomes of the inference jobs to come. */
  public readonly nextInferenceJobs = new PlannedOutcomes<StartTrainedModelInferenceJobRequest>();

  /** What becomes of the exports to come. */
  public readonly nextExportJobs = new PlannedOutcomes<StartTrainedModelExportJobRequest>();
  /** What becomes of the queries of ML input channels to come. */
  public readonly nextQueries = new QueryOutcomes();

  private readonly clock: Clock;
  private readonly memberships = new Memberships();
  private readonly algorithms: Algorithms;
  private readonly associations: Associations;
  private readonly trainedModels: TrainedModels;
  private readonly mlConfigurations: MlConfigurations;
  private readonly jobsOfInference: TrainedModelInferenceJobs;
  private readonly jobsOfExport: TrainedModelExportJobs;
  private readonly inputChannels: MlInputChannels;
  private readonly answers: Answers;
  private log: CallRecord[] = [];

  constructor({ clock, behavior, seed = 0, skew = (time) => time }: CleanRoomsMlEmulatorOptions) {
    this.clock = clock;
    this.behavior = { ...DEFAULT_BEHAVIOR, ...behavior };
    const state = new ServiceState(clock, this.behavior, this.faults, this.memberships, seed, skew);
    const algorithms = this.algorithms = new Algorithms(state);
    const associations = this.associations = new Associations(state, algorithms);
    const inputChannels = this.inputChannels = new MlInputChannels(state, associations, this.nextQueries);
    const trainedModels = this.trainedModels = new TrainedModels(state, associations, inputChannels, this.nextTrainings);
    const mlConfigurations = this.mlConfigurations = new MlConfigurations(state);
    const neighbours = { associations, trainedModels, inputChannels, mlConfigurations };
    const inferenceJobs = this.jobsOfInference = new TrainedModelInferenceJobs(state, neighbours, this.nextInferenceJobs);
    const exportJobs = this.jobsOfExport = new TrainedModelExportJobs(state, neighbours, this.nextExportJobs);
    const tagging = new Tagging({ algorithms, associations, trainedModels, inputChannels, inferenceJobs });
    this.answers = {
      createConfiguredModelAlgorithm: (caller, request) => algorithms.create(caller, request),
      getConfiguredModelAlgorithm: (caller, request) => algorithms.get(caller, request),
      listConfiguredModelAlgorithms: (caller, request) => algorithms.list(caller, request),
      deleteConfiguredModelAlgorithm: (caller, request) => algorithms.delete(caller, request),
      createConfiguredModelAlgorithmAssociation: (caller, request) => associations.create(caller, request),
      getConfiguredModelAlgorithmAssociation: (caller, request) => associations.get(caller, request),
      listConfiguredModelAlgorithmAssociations: (caller, request) => associations.list(caller, request),
      deleteConfiguredModelAlgorithmAssociation: (caller, request) => associations.delete(caller, request),
      createTrainedModel: (caller, request) => trainedModels.create(caller, request),
      getTrainedModel: (caller, request) => trainedModels.get(caller, request),
      listTrainedModels: (caller, request) => trainedModels.list(caller, request),
      listTrainedModelVersions: (caller, request) => trainedModels.listVersions(caller, request),
      cancelTrainedModel: (caller, request) => trainedModels.cancel(caller, request),
      deleteTrainedModelOutput: (caller, request) => trainedModels.deleteOutput(caller, request),
      putMLConfiguration: (caller, request) => mlConfigurations.put(caller, request),
      getMLConfiguration: (caller, request) => mlConfigurations.get(caller, request),
      deleteMLConfiguration: (caller, request) => mlConfigurations.delete(caller, request),
      startTrainedModelInferenceJob: (caller, request) => inferenceJobs.start(caller, request),
      getTrainedModelInferenceJob: (caller, request) => inferenceJobs.get(caller, request),
      listTrainedModelInferenceJobs: (caller, request) => inferenceJobs.list(caller, request),
      cancelTrainedModelInferenceJob: (caller, request) => inferenceJobs.cancel(caller, request),
      startTrainedModelExportJob: (caller, request) => exportJobs.start(caller, request),
      listCollaborationTrainedModelExportJobs: (caller, request) => exportJobs.list(caller, request),
      getCollaborationConfiguredModelAlgorithmAssociation: (caller, request) => associations.getInCollaboration(caller, request),
      getCollaborationTrainedModel: (caller, request) => trainedModels.getInCollaboration(caller, request),
      listCollaborationTrainedModels: (caller, request) => trainedModels.listInCollaboration(caller, request),
      listCollaborationTrainedModelInferenceJobs: (caller, request) => inferenceJobs.listInCollaboration(caller, request),
      createMLInputChannel: (caller, request) => inputChannels.create(caller, request),
      getMLInputChannel: (caller, request) => inputChannels.get(caller, request),
      listMLInputChannels: (caller, request) => inputChannels.list(caller, request),
      deleteMLInputChannelData: (caller, request) => inputChannels.deleteData(caller, request),
      listTagsForResource: (caller, request) => tagging.list(caller, request),
      tagResource: (caller, request) => tagging.add(caller, request),
      untagResource: (caller, request) => tagging.remove(caller, request),
    };
  }

  /** Every call since the last reset, in order. */
  public get calls(): readonly CallRecord[] {
    return this.log;
  }

  /** Every training that was accepted, which is to say paid for, in order. */
  public get trainings(): readonly TrainingRecord[] {
    return this.trainedModels.trainings;
  }

  /** Every inference job that was accepted, which is to say paid for, in order. */
  public get inferenceJobs(): readonly InferenceJobRecord[] {
    return this.jobsOfInference.records;
  }

  /** Every export that was accepted, in order. */
  public get exportJobs(): readonly ExportJobRecord[] {
    return this.jobsOfExport.records;
  }

  /** Every ML input channel that was accepted, which is to say every query that is paid for, in order. */
  public get queries(): readonly ChannelRecord[] {
    return this.inputChannels.records;
  }

  /** The service as one account sees it in one region. */
  public client(caller: Caller): CleanRoomsMl {
    const methods = METHODS.map((method) => [method, async (request: unknown = {}) => this.call(caller, method, request)]);
    return Object.fromEntries(methods);
  }

  /**
   * Says whose a membership is, and in which collaboration. One that is not registered belongs to the first account
   * that uses it, in a collaboration that nothing is known about.
   */
  public registerMembership(registration: MembershipRegistration): void {
    this.memberships.register(registration);
  }

  /** Deletes the output of a version, or of the base version, as any other member of the collaboration can. */
  public deleteOutputAsAnotherMember(trainedModelArn: string, versionIdentifier?: string): void {
    this.trainedModels.deleteOutputOf(trainedModelArn, versionIdentifier);
  }

  /** Deletes the data of an ML input channel, as any other member of the collaboration can. */
  public deleteDataAsAnotherMember(mlInputChannelArn: string): void {
    this.inputChannels.deleteDataOf(mlInputChannelArn);
  }

  /**
   * When the status of a trained model, an ML input channel, an inference job or an export changes next, in milliseconds since the
   * epoch, unless a call comes first. Undefined when nothing changes any more; that data expires does not count.
   */
  public nextChangeAt(): number | undefined {
    const times = [this.trainedModels, this.inputChannels, this.jobsOfInference, this.jobsOfExport].flatMap((all) => all.nextChangeAt() ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** What exists now. */
  public leftBehind(): LeftBehind {
    const { versions } = this.trainedModels;
    return {
      algorithms: this.algorithms.existing().map(existingResource),
      associations: this.associations.existing().map(existingResource),
      runningTrainings: versions.filter(({ running }) => running).map(({ record }) => record),
      activeOutputs: versions.filter(({ hasOutput }) => hasOutput).map(({ record }) => record),
      mlConfigurations: this.mlConfigurations.existing(),
      runningInferenceJobs: this.jobsOfInference.running,
      runningExportJobs: this.jobsOfExport.running,
      inputChannels: this.inputChannels.existing(),
    };
  }

  /** Forgets the calls so far. */
  public resetCalls(): void {
    this.log = [];
  }

  private call<M extends Method>(caller: Caller, method: M, sent: unknown): ReplyOf<M> {
    const request = copyOf(sent);
    const call: PendingCall = {
      at: this.clock.now(),
      accountId: caller.accountId,
      operation: operationOf(method),
      request: request as PendingCall['request'],
      mutating: OPERATIONS[method].mutating,
    };
    const record = { ...call, outcome: 'ok' };
    this.log.push(record);
    try {
      return underFault(this.faults.take(call), (fault) => errorUnder(fault, call), () => {
        validate(method, request);
        return this.answers[method](caller, request);
      });
    } catch (error) {
      record.outcome = errorCodeOf(error);
      throw error;
    }
  }
}

function existingResource({ arn, name, tags }: ExistingResource): ExistingResource {
  return { arn, name, tags: { ...tags } };
}
