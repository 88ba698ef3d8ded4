/**
 * The state machine that works on a request: it looks until there is nothing left to do. Its input is an owner and the identity
 * of a request. `lambda/engine/handlers.ts` has what a look says.
 */
import { TIMING } from './contract';

/**
 * A look can die at any time and be repeated. One that dies again and again is given up after two minutes, or after it has taken
 * all of its time three times, so that CloudFormation has an answer within its hour.
 */
const RETRY = [
  { ErrorEquals: ['Sandbox.Timedout', 'States.Timeout'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 15, BackoffRate: 2, MaxDelaySeconds: 10 },
];

/** Seconds beyond those of an invocation, in which Lambda can still report how it ended. */
const REPORT_SECONDS = 30;

/** @param look the ARN of the function, or an intrinsic function that gives it */
export function stateMachineDefinition(look: unknown): object {
  const task = { Type: 'Task', Resource: look, TimeoutSeconds: TIMING.invocationSeconds + REPORT_SECONDS, ResultPath: '$.look', Retry: RETRY };
  return {
    StartAt: 'Look',
    States: {
      Look: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'GiveUp' }], Next: 'IsDone' },
      IsDone: { Type: 'Choice', Choices: [{ Variable: '$.look.done', BooleanEquals: true, Next: 'Done' }], Default: 'Wait' },
      Wait: { Type: 'Wait', SecondsPath: '$.look.wait', Next: 'Look' },
      GiveUp: { ...task, Next: 'IsDone' },
      Done: { Type: 'Succeed' },
    },
  };
}
