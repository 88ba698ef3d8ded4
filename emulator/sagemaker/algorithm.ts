import type { ValidationOutcome, ValidationStage } from './validation-outcomes';
import type { AlgorithmStatusItem, SageMakerAlgorithmDetails, SageMakerAlgorithmSummary } from '../../src/private/protocol/sagemaker';
import type { AlgorithmStatus } from '../../src/private/protocol/sagemaker-create-algorithm';
import type { CreateAlgorithmRequest } from '../../src/private/protocol/sagemaker-create-algorithm-request';
import { SECOND } from '../clock';
import { Lifecycle, type StatusChange } from '../lifecycle';
import type { Listed } from '../listing';
import { copyOf } from '../plain-copy';

/** A status, or nothing left that could have one. */
export type SageMakerAlgorithmStatus = AlgorithmStatus | 'GONE';

/** How long things take, in seconds. */
export interface ValidationTimes {
  /** Until an algorithm that was accepted is looked at. */
  readonly pendingSeconds: number;
  /** What a validation takes: its scan, its training job and its transform job together. */
  readonly validationSeconds: number;
  readonly deleteSeconds: number;
}

interface AlgorithmProps {
  readonly arn: string;
  /** The account and Region that it is in. */
  readonly scope: string;
  readonly sequence: number;
  readonly request: CreateAlgorithmRequest;
  readonly outcome: ValidationOutcome;
  readonly times: ValidationTimes;
  readonly now: () => number;
}

/** One algorithm: its validation, and what is left of it until it is deleted. */
export class Algorithm implements Listed {
  public readonly arn: string;
  public readonly name: string;
  public readonly scope: string;
  public readonly sequence: number;
  public readonly acceptedAt: number;
  public readonly request: CreateAlgorithmRequest;
  public tags: Record<string, string>;

  private readonly lifecycle: Lifecycle<SageMakerAlgorithmStatus>;

  constructor(private readonly props: AlgorithmProps) {
    this.arn = props.arn;
    this.name = props.request.AlgorithmName;
    this.scope = props.scope;
    this.sequence = props.sequence;
    this.request = props.request;
    this.acceptedAt = props.now();
    this.tags = Object.fromEntries((props.request.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    this.lifecycle = new Lifecycle<SageMakerAlgorithmStatus>({ status: 'Pending', at: this.acceptedAt }, this.plan());
  }

  public get current(): StatusChange<SageMakerAlgorithmStatus> {
    return this.course.current;
  }

  /** Every status up to now, oldest first. */
  public get history(): readonly StatusChange<SageMakerAlgorithmStatus>[] {
    return this.course.history;
  }

  public get exists(): boolean {
    return this.current.status !== 'GONE';
  }

  /** Whether its jobs run, or are still to come. */
  public get isValidating(): boolean {
    return this.current.status === 'Pending' || this.current.status === 'InProgress';
  }

  /** When the next status change happens, unless a request comes first. */
  public get nextChangeAt(): number | undefined {
    return this.course.plan[0]?.at;
  }

  public delete(): void {
    const now = this.props.now();
    this.course.change({ status: 'Deleting', at: now }, [{ status: 'GONE', at: now + this.props.times.deleteSeconds * SECOND }]);
  }

  public summary(shown: (time: number) => Date): SageMakerAlgorithmSummary {
    return {
      AlgorithmName: this.name,
      AlgorithmArn: this.arn,
      ...(this.request.AlgorithmDescription !== undefined && { AlgorithmDescription: this.request.AlgorithmDescription }),
      CreationTime: shown(this.acceptedAt),
      AlgorithmStatus: this.current.status as AlgorithmStatus,
    };
  }

  public details(shown: (time: number) => Date): SageMakerAlgorithmDetails {
    const { Tags: _tags, ...request } = copyOf(this.request);
    const items = this.items();
    return {
      ...request,
      ...this.summary(shown),
      AlgorithmStatusDetails: {
        ImageScanStatuses: items.filter(({ stage }) => stage === 'scan').map(({ item }) => item),
        ValidationStatuses: items.filter(({ stage }) => stage !== 'scan').map(({ item }) => item),
      },
    };
  }

  /** The lifecycle as it is by now; nothing looks at it in another way. */
  private get course(): Lifecycle<SageMakerAlgorithmStatus> {
    this.lifecycle.settle(this.props.now());
    return this.lifecycle;
  }

  /** What has to end well before the algorithm is Completed. */
  private get stages(): readonly ValidationStage[] {
    const [profile] = this.request.ValidationSpecification?.ValidationProfiles ?? [];
    return profile === undefined ? [] : ['scan', 'training', ...(profile.TransformJobDefinition === undefined ? [] : ['transform' as const])];
  }

  private get startsAt(): number {
    return this.acceptedAt + this.props.times.pendingSeconds * SECOND;
  }

  private get endsAt(): number {
    const { outcome, times } = this.props;
    const seconds = outcome.outcome === 'hang' ? Infinity : outcome.seconds ?? times.validationSeconds;
    return this.startsAt + (this.stages.length === 0 ? 0 : seconds * SECOND);
  }

  private plan(): StatusChange<SageMakerAlgorithmStatus>[] {
    const { outcome } = this.props;
    if (outcome.outcome === 'hang') {
      return [];
    }
    return [
      ...(this.stages.length === 0 ? [] : [{ status: 'InProgress' as const, at: this.startsAt }]),
      { status: outcome.outcome === 'fail' ? 'Failed' : 'Completed', at: this.endsAt },
    ];
  }

  /** The stages one after the other, each as long as the others; the one that fails is the last one. */
  private items(): { readonly stage: ValidationStage; readonly item: AlgorithmStatusItem }[] {
    const { outcome, now } = this.props;
    const { stages } = this;
    const failing = outcome.outcome === 'fail' ? stages.indexOf(outcome.stage) : -1;
    const last = failing === -1 ? stages.length - 1 : failing;
    const length = (this.endsAt - this.startsAt) / (last + 1);
    const [profile] = this.request.ValidationSpecification?.ValidationProfiles ?? [];
    return stages.map((stage, i) => {
      const begins = this.startsAt + i * length;
      const isFailed = i === failing && now() >= this.endsAt;
      const Status = i > last || now() < begins ? 'NotStarted' : isFailed ? 'Failed' : now() >= begins + length ? 'Completed' : 'InProgress';
      const Name = stage === 'scan' ? this.name : `${profile.ProfileName.slice(0, 50)}-${stage}`;
      return { stage, item: { Name, Status, ...(isFailed && outcome.outcome === 'fail' && { FailureReason: outcome.reason }) } };
    });
  }
}
