import { RehearsalError } from './errors';
import { invocationFailure, type InvocationResult } from './lambda-container';
import type { Scheduler } from './scheduler';

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string;
  readonly Next: string;
}

interface TaskState {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly ResultPath?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly End?: boolean;
}

interface ChoiceState {
  readonly Type: 'Choice';
  readonly Choices: readonly { readonly Variable: string; readonly BooleanEquals: boolean; readonly Next: string }[];
  readonly Default?: string;
}

interface WaitState {
  readonly Type: 'Wait';
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Next?: string;
  readonly End?: boolean;
}

type State = TaskState | ChoiceState | WaitState | { readonly Type: 'Succeed' };

interface Definition {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

/** What a failed task leaves behind. */
interface StateError {
  readonly Error: string;
  readonly Cause: string;
}

/** An execution, with everything that Step Functions shows of it. */
export interface Execution {
  readonly name: string;
  readonly input: string;
  /** What went into each state and came out of it, and how tasks failed. */
  readonly history: readonly string[];
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
}

type Running = { -readonly [member in keyof Execution]: Execution[member] } & { readonly history: string[] };

/** The limit of Step Functions for the input of an execution, in bytes of UTF-8. */
export const MAX_INPUT_BYTES = 262_144;

const DEFINITIONS = new Map<string, Definition>();

/** Members that are understood; a definition with any other one could mean something else than what would be played. */
const KNOWN = {
  definition: ['StartAt', 'States', 'Comment'],
  states: {
    Task: ['Type', 'Resource', 'ResultPath', 'TimeoutSeconds', 'Retry', 'Catch', 'Next', 'End', 'Comment'],
    Choice: ['Type', 'Choices', 'Default', 'Comment'],
    Wait: ['Type', 'Seconds', 'SecondsPath', 'Next', 'End', 'Comment'],
    Succeed: ['Type', 'Comment'],
  } as { readonly [type: string]: readonly string[] },
  retrier: ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds'],
  catcher: ['ErrorEquals', 'ResultPath', 'Next'],
  choice: ['Variable', 'BooleanEquals', 'Next'],
} as const;

/** A way to a member, such as `$.look.done`. */
const PATH = /^\$(\.\w+)*$/;

/** Invokes a function for an execution that was started with an input. */
type Invoke = (functionArn: string, payload: string, input: string) => Promise<InvocationResult>;

/** A Standard state machine of Step Functions with Lambda tasks, choices and waits. */
export class StateMachine {
  /** By name. */
  public readonly executions = new Map<string, Execution>();

  constructor(
    public readonly arn: string,
    private definition: string,
    private readonly scheduler: Scheduler,
    private readonly invoke: Invoke,
  ) {}

  /**
   * Starts an execution. It goes on by itself until it ends, whatever becomes of the deployment that started it.
   *
   * @param name one that no other execution has, or had. @default - a new one
   * @returns false if there is, or was, another execution of that name; the same one, while it is running, is started once
   * @throws RehearsalError when the definition has something that a rehearsal does not play
   */
  public start(input: string, name = `execution-${this.executions.size + 1}`): boolean {
    const definition = parse(this.definition, this.arn);
    const existing = this.executions.get(name);
    if (existing !== undefined) {
      return existing.status === 'RUNNING' && existing.input === input;
    }
    const execution: Running = { name, input, history: [input], status: 'RUNNING' };
    this.executions.set(name, execution);
    this.scheduler.after(0, () => void this.run(definition, execution));
    return true;
  }

  /** Changes the definition. Executions that run keep theirs. */
  public update(definition: string): void {
    this.definition = definition;
  }

  private async run(definition: Definition, execution: Running): Promise<void> {
    let next: string | undefined = definition.StartAt;
    let data: unknown = JSON.parse(execution.input);
    while (next !== undefined) {
      const state: State = definition.States[next];
      switch (state.Type) {
        case 'Task': {
          const result = await this.runTask(state, JSON.stringify(data), execution);
          if ('Error' in result) {
            const catcher: Catcher | undefined = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, result.Error));
            next = catcher?.Next;
            data = catcher === undefined ? data : placed(data, catcher.ResultPath, result);
            execution.status = catcher === undefined ? 'FAILED' : execution.status;
          } else {
            next = state.Next;
            data = placed(data, state.ResultPath, JSON.parse(result.payload));
          }
          break;
        }
        case 'Choice':
          next = state.Choices.find(({ Variable, BooleanEquals }) => valueAt(data, Variable) === BooleanEquals)?.Next ?? state.Default;
          execution.status = next === undefined ? 'FAILED' : execution.status;
          break;
        case 'Wait':
          await this.scheduler.sleep(state.Seconds ?? Number(valueAt(data, state.SecondsPath!)));
          next = state.Next;
          break;
        case 'Succeed':
          next = undefined;
          break;
      }
      // Choices and waits hand on what they get.
      if (state.Type === 'Task') {
        execution.history.push(JSON.stringify(data));
      }
    }
    execution.status = execution.status === 'RUNNING' ? 'SUCCEEDED' : execution.status;
  }

  private async runTask(state: TaskState, input: string, execution: Running): Promise<{ payload: string } | StateError> {
    const attempts = new Map<Retrier, number>();
    for (;;) {
      const { errorType: error, payload } = await this.inTime(state, this.invoke(state.Resource, input, execution.input));
      execution.history.push(payload);
      if (error === undefined) {
        return { payload };
      }
      const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      const attempt = retrier && (attempts.get(retrier) ?? 0);
      if (retrier === undefined || attempt === undefined || attempt >= (retrier.MaxAttempts ?? 3)) {
        return { Error: error, Cause: payload };
      }
      attempts.set(retrier, attempt + 1);
      const delay = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
      await this.scheduler.sleep(Math.min(delay, retrier.MaxDelaySeconds ?? Infinity));
    }
  }

  /** A task that takes longer fails. Its function goes on. */
  private inTime({ TimeoutSeconds: seconds }: TaskState, work: Promise<InvocationResult>): Promise<InvocationResult> {
    if (seconds === undefined) {
      return work;
    }
    return new Promise((resolve) => {
      const cancel = this.scheduler.after(seconds, () => resolve(invocationFailure({ errorType: 'States.Timeout', errorMessage: '' })));
      void work.then((result) => {
        cancel();
        resolve(result);
      });
    });
  }
}

function matches(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.includes('States.ALL') || (errorEquals.includes('States.TaskFailed') && error !== 'States.Timeout') || errorEquals.includes(error);
}

function valueAt(data: unknown, path: string): unknown {
  return path.split('.').slice(1).reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], data);
}

/** The data with a result at a path. Without one, the result takes the place of the data. */
function placed(data: unknown, path = '$', result: unknown): unknown {
  const [, member] = path.split('.');
  return member === undefined ? result : { ...data as object, [member]: result };
}

function parse(text: string, arn: string): Definition {
  let definition = DEFINITIONS.get(text);
  if (definition === undefined) {
    const refuse = (what: string): never => {
      throw new RehearsalError(`${arn}: a rehearsal plays state machines of Lambda tasks, choices and waits alone, and this one has ${what}`);
    };
    const check = (value: object, known: readonly string[], where: string) => {
      const unknown = Object.keys(value).filter((key) => !known.includes(key));
      return unknown.length > 0 ? refuse(`${unknown.join(', ')} in ${where}`) : undefined;
    };
    const checkPath = (path: string | undefined, name: string, pattern = PATH) => (
      path === undefined || pattern.test(path) ? undefined : refuse(`the path ${path} in ${name}`));
    definition = JSON.parse(text) as Definition;
    check(definition, KNOWN.definition, 'its definition');
    for (const [name, state] of Object.entries(definition.States)) {
      const known = KNOWN.states[state.Type] ?? refuse(`a state of type ${state.Type} (${name})`);
      check(state, known, name);
      if (state.Type === 'Task') {
        if (!/^arn:[^:]+:lambda:/.test(state.Resource)) {
          refuse(`a task that invokes no Lambda function (${name})`);
        }
        checkPath(state.ResultPath, name, RESULT_PATH);
        state.Retry?.forEach((retrier) => check(retrier, KNOWN.retrier, name));
        state.Catch?.forEach((catcher) => {
          check(catcher, KNOWN.catcher, name);
          checkPath(catcher.ResultPath, name, RESULT_PATH);
        });
      }
      if (state.Type === 'Choice') {
        state.Choices.forEach((choice) => {
          check(choice, KNOWN.choice, name);
          checkPath(choice.Variable, name);
        });
      }
      if (state.Type === 'Wait') {
        checkPath(state.SecondsPath, name);
      }
    }
    DEFINITIONS.set(text, definition);
  }
  return definition;
}

/** The whole, or one member of it. */
const RESULT_PATH = /^\$(\.\w+)?$/;
