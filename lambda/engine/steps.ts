/** One look at a resource: it is decided what to do, that is done, and it is decided again, until there is an outcome. */
import type { Context } from './context';
import { DeploymentFailure } from './failure';
import { save } from './ledger';
import { recordDecision, waiting, type Outcome } from './outcome';
import { SUPERSEDED, type RequestBasics } from './request';
import { isStatusCertain, stackOperation, type StackView } from './stack-operation';

/** More steps than any request takes in one look. */
const MAX_STEPS = 30;

/** Steps that are the same for every lifecycle. */
export type StackStep =
  | { readonly do: 'check-stack' }
  /** Wait until CloudFormation's status cannot be outdated any more. */
  | { readonly do: 'await-status' };

/** Those that a lifecycle performs itself. */
export type OwnStep<D> = Exclude<D, StackStep>;

/** Steps of every lifecycle. */
export type BasicStep =
  | StackStep
  | { readonly do: 'wait' }
  /** The pending create never arrived. */
  | { readonly do: 'discard-create' }
  | { readonly do: 'deleted' }
  | { readonly do: 'fail' };

/** What comes of a step: something else to decide on, or the end of the look. Nothing is observed for a superseded request. */
export type Progress<S, A> = { readonly observed: S | undefined } | Outcome<A>;

export interface Steps<S, D, A> {
  readonly decide: (state: S) => D;
  readonly perform: (state: S, step: OwnStep<D>) => Promise<Progress<S, A>>;
  /** What the log shows of that which was decided on. */
  readonly shown: (state: S) => unknown;
}

type AnyRequest = RequestBasics & { readonly kind: string };

/** @param first what is observed at the beginning; nothing for a superseded request */
export async function takeSteps<S extends StackView, D extends { readonly do: string; readonly why: string }, A>(
  context: Context, request: AnyRequest, first: S | undefined, { decide, perform, shown }: Steps<S, D, A>,
): Promise<Outcome<A>> {
  let state = first;
  for (let taken = 0; taken < MAX_STEPS; taken++) {
    if (state === undefined) {
      throw new DeploymentFailure(SUPERSEDED);
    }
    const step = decide(state);
    recordDecision(context.log, request, step, shown(state));
    const progress: Progress<S, A> = isStackStep(step)
      ? await lookAtStack(context, request, state, step)
      : await perform(state, step as OwnStep<D>);
    if ('state' in progress) {
      return progress;
    }
    state = progress.observed;
  }
  throw new Error(`${request.kind} of ${request.owner} has not come to an end in ${MAX_STEPS} steps`);
}

function isStackStep(step: { readonly do: string; readonly why: string }): step is StackStep & { readonly why: string } {
  return step.do === 'check-stack' || step.do === 'await-status';
}

async function lookAtStack<S extends StackView>(
  context: Context, request: AnyRequest, state: S, step: StackStep & { readonly why: string },
): Promise<Progress<S, never>> {
  if (step.do === 'await-status') {
    return waiting(step.why);
  }
  const { ledger } = state;
  const operation = await stackOperation(context, request);
  // What was asked late enough does not change for this request, and is not asked again.
  const isConstant = request.kind === 'Update' && operation !== 'idle' && isStatusCertain(ledger);
  const saved = isConstant && ledger.operation === undefined ? await save(context.ledger, { ...ledger, operation }) : ledger;
  return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved, stack: operation } };
}
