import { RehearsalError } from './errors';
import type { InvocationResult } from './lambda-container';
import type { Scheduler } from './scheduler';

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

interface TaskState {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly End?: boolean;
}

interface Definition {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: TaskState };
}

/** What a failed task leaves behind. */
interface StateError {
  readonly Error: string;
  readonly Cause: string;
}

/** The limit of Step Functions for the input of an execution, in bytes of UTF-8. */
export const MAX_INPUT_BYTES = 262_144;

const DEFINITIONS = new Map<string, Definition>();

/** Members that are understood; a definition with any other one could mean something else than what would be played. */
const KNOWN = {
  definition: ['StartAt', 'States', 'Comment'],
  state: ['Type', 'Resource', 'Retry', 'Catch', 'Next', 'End', 'Comment'],
  retrier: ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate'],
  catcher: ['ErrorEquals', 'Next'],
} as const;

/** A Step Functions state machine of Lambda tasks with retries, such as the waiter of CDK's provider framework. */
export class StateMachine {
  constructor(
    public readonly arn: string,
    private readonly definition: string,
    private readonly scheduler: Scheduler,
    private readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>,
  ) {}

  /**
   * Starts an execution. It goes on by itself until it ends, whatever becomes of the deployment that started it.
   *
   * @throws RehearsalError when the definition has something that a rehearsal does not play
   */
  public start(input: string): void {
    const definition = parse(this.definition, this.arn);
    this.scheduler.after(0, () => void this.run(definition, input));
  }

  private async run(definition: Definition, input: string): Promise<void> {
    let next: string | undefined = definition.StartAt;
    let data = input;
    while (next !== undefined) {
      const state: TaskState = definition.States[next];
      const result = await this.runTask(state, data);
      if ('Error' in result) {
        // Whether an error was caught or not, what an execution ends with interests nobody here.
        next = state.Catch?.find((catcher) => matches(catcher.ErrorEquals, result.Error))?.Next;
        data = JSON.stringify(result);
      } else {
        next = state.Next;
        data = result.payload;
      }
    }
  }

  private async runTask(state: TaskState, input: string): Promise<{ payload: string } | StateError> {
    for (let attempt = 0; ; attempt += 1) {
      const { errorType: error, payload } = await this.invoke(state.Resource, input);
      if (error === undefined) {
        return { payload };
      }
      const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      if (retrier === undefined || attempt >= (retrier.MaxAttempts ?? 3)) {
        return { Error: error, Cause: payload };
      }
      await this.scheduler.sleep((retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt);
    }
  }
}

function matches(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.includes('States.ALL') || errorEquals.includes('States.TaskFailed') || errorEquals.includes(error);
}

function parse(text: string, arn: string): Definition {
  let definition = DEFINITIONS.get(text);
  if (definition === undefined) {
    const refuse = (what: string): never => {
      throw new RehearsalError(`${arn}: a rehearsal plays state machines of Lambda tasks with retries alone, and this one has ${what}`);
    };
    const check = (value: object, known: readonly string[], where: string) => {
      const unknown = Object.keys(value).filter((key) => !known.includes(key));
      return unknown.length > 0 ? refuse(`${unknown.join(', ')} in ${where}`) : undefined;
    };
    definition = JSON.parse(text) as Definition;
    check(definition, KNOWN.definition, 'its definition');
    for (const [name, state] of Object.entries(definition.States)) {
      check(state, KNOWN.state, name);
      if (state.Type !== 'Task' || !/^arn:[^:]+:lambda:/.test(state.Resource)) {
        refuse(`a state that invokes no Lambda function (${name})`);
      }
      state.Retry?.forEach((retrier) => check(retrier, KNOWN.retrier, name));
      state.Catch?.forEach((catcher) => check(catcher, KNOWN.catcher, name));
    }
    DEFINITIONS.set(text, definition);
  }
  return definition;
}
