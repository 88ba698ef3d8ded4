/** Why a request is not seen to any more. */
export const MOVED_ON = 'CloudFormation has moved on to another request for this resource';

/** A CloudFormation request as the reconcilers see it. */
export interface Request<D> {
  readonly kind: 'Create' | 'Update';
  /** Physical id; what the service knows as the owner. */
  readonly owner: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly requestId: string;
  /** When the request arrived, in milliseconds. */
  readonly startedAt: number;
  readonly desired: D;
  /** What was asked for before; in an update alone. */
  readonly previous?: D;
}

/** A deletion knows no more than whose it is: whatever else its properties say must not hold it up. */
export interface Deletion {
  readonly kind: 'Delete';
  readonly owner: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly requestId: string;
  readonly startedAt: number;
  /** Where the resource is; nothing when no membership is legible, and nothing for an algorithm. */
  readonly membership?: string;
  /** The name that the user asked for. */
  readonly name?: string;
}
