import type { Cancellation } from './cancellation';
import type { HttpsRequest } from './sandbox';
import type { Cancel, Scheduler } from './scheduler';
import { FaultPlan } from '../emulator/fault-plan';
import { digestOf, uuidOf } from '../emulator/identifiers';
import { underFault, type TransportFault } from '../emulator/transport-fault';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** What a custom resource's provider is asked, but for what makes the request itself unique. */
export interface CustomResourceRequest {
  readonly RequestType: RequestType;
  readonly StackId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

export type CustomResourceOutcome =
  | { readonly status: 'SUCCESS'; readonly physicalId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly status: 'FAILED'; readonly reason: string; /** Absent when the provider sent none. */ readonly physicalId?: string };

export interface RequestDelivery {
  /** Hands the event to the provider, without waiting for it. */
  readonly deliver: (event: string) => void;
  readonly timeoutSeconds: number;
  /** Whether the request has the id of an earlier one that asked the same. */
  readonly repeatsId: boolean;
  /** Requested when CloudFormation gives up on the resource. */
  readonly cancellation?: Cancellation;
  /** What CloudFormation says of a resource that it gave up on. */
  readonly cancelledReason: string;
}

/** A response that CloudFormation no longer waits for. */
export interface LateResponse {
  readonly stackId: string;
  readonly logicalId: string;
  readonly status: string;
}

type Settle = (outcome: CustomResourceOutcome) => void;

/** Lambda's limit for an asynchronous invocation, in bytes of UTF-8. */
const MAX_EVENT_BYTES = 262_144;
/** CloudFormation's limits for a response. */
const MAX_RESPONSE_BYTES = 4096;
const MAX_PHYSICAL_ID_LENGTH = 1024;

/** CloudFormation's side of the protocol of custom resources: requests that wait for a response at an address of their own. */
export class CustomResourceRequests {
  /** By the path of the response address. */
  private readonly pending = new Map<string, Settle>();
  private issued = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly faults: ResponseFaultPlan,
    private readonly onLateResponse: (response: LateResponse) => void,
  ) {}

  /** Sends a request; the outcome is there when a response comes, the time is up, or the request is cancelled. */
  public send(request: CustomResourceRequest, delivery: RequestDelivery): Promise<CustomResourceOutcome> {
    const issue = ++this.issued;
    const requestId = uuidOf(request.StackId, 'request', delivery.repeatsId ? JSON.stringify(request) : issue);
    const path = `/${encodeURIComponent(request.StackId)}/${request.LogicalResourceId}/${requestId}?${this.signature(issue)}`;
    return new Promise((resolve) => {
      let stopTimeout: Cancel = () => {};
      const settle: Settle = (outcome) => {
        if (this.pending.delete(path)) {
          stopTimeout();
          resolve(outcome);
        }
      };
      this.pending.set(path, settle);
      stopTimeout = this.scheduler.after(delivery.timeoutSeconds, () => settle({
        status: 'FAILED',
        reason: 'CloudFormation did not receive a response from your Custom Resource. '
          + `Please check your logs for requestId [${requestId}].`,
      }));
      delivery.cancellation?.onRequest(() => settle({ status: 'FAILED', reason: delivery.cancelledReason }));
      const event = JSON.stringify({ ...request, RequestId: requestId, ResponseURL: `https://${RESPONSE_HOST}${path}` });
      if (Buffer.byteLength(event) > MAX_EVENT_BYTES) {
        settle({ status: 'FAILED', reason: `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation` });
      } else {
        delivery.deliver(event);
      }
    });
  }

  private signature(issue: number): string {
    const date = new Date(this.scheduler.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    return new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256', 'X-Amz-Date': date, 'X-Amz-Expires': '7200', 'X-Amz-Signature': digestOf('signature', issue),
    }).toString();
  }

  /** Takes what a provider puts at a response address; gives the HTTP status. */
  public receive(request: HttpsRequest): number {
    if (request.hostname !== RESPONSE_HOST || request.method !== 'PUT') {
      throw new Error(`there is no network in a rehearsal (${request.method} https://${request.hostname}${request.path})`);
    }
    const fault = this.faults.take({ operation: 'PutResponse', request: { ...request } });
    try {
      return underFault(fault, () => new RefusedResponse(), () => this.take(request));
    } catch (error) {
      if (error instanceof RefusedResponse) {
        return 503;
      }
      throw error;
    }
  }

  private take(request: HttpsRequest): number {
    const settle = this.pending.get(request.path);
    if (settle === undefined) {
      const { StackId: stackId, LogicalResourceId: logicalId, Status: status } = JSON.parse(request.body);
      this.onLateResponse({ stackId, logicalId, status });
    } else {
      settle(outcomeOf(request.body));
    }
    return 200;
  }
}

/** What goes wrong with the responses that providers put at their addresses, and when; an error of the server is a 503. */
export class ResponseFaultPlan extends FaultPlan<'PutResponse', TransportFault> {}

class RefusedResponse extends Error {}

const RESPONSE_HOST = 'cloudformation-custom-resource-response.s3.amazonaws.com';

function outcomeOf(body: string): CustomResourceOutcome {
  if (Buffer.byteLength(body) > MAX_RESPONSE_BYTES) {
    return { status: 'FAILED', reason: 'Response object is too long.' };
  }
  const response = JSON.parse(body) as { Status?: string; Reason?: string; PhysicalResourceId?: unknown; Data?: Record<string, unknown> };
  const { PhysicalResourceId: id } = response;
  if (typeof id !== 'string' || id === '' || id.length > MAX_PHYSICAL_ID_LENGTH) {
    return { status: 'FAILED', reason: 'Invalid PhysicalResourceId' };
  }
  return response.Status === 'SUCCESS'
    ? { status: 'SUCCESS', physicalId: id, data: response.Data ?? {} }
    : { status: 'FAILED', physicalId: id, reason: response.Reason ?? 'The provider gave no reason' };
}

/** Properties as a provider gets them: CloudFormation turns every number and boolean into a text. */
export function stringified(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(stringified);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, stringified(entry)]));
  }
  return typeof value === 'string' ? value : String(value);
}
