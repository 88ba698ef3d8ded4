import { readFileSync } from 'node:fs';
import { readCloudAssembly } from './cloud-assembly';
import { OUTCOME_PLANS, type Step } from './steps';
import { UsageError } from '../command-line/options';
import { FAULTS } from '../emulator';
import { METHODS, operationOf } from '../emulator/operations';

type Json = { readonly [name: string]: unknown };
/** Says what a value has to be, where it is not that. */
type Check = (value: unknown) => string | undefined;

const check = (what: string, isRight: (value: any) => boolean): Check => (value) => (isRight(value) ? undefined : what);
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isSpan = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const areTexts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isOneOf = (values: readonly string[]) => check(`one of ${values.join(', ')}`, (value) => values.includes(value));

const TEXT = check('a text', isText);
const TEXTS = check('a list of texts', areTexts);
const SECONDS = check('a number from 0 on', isSpan);
const FLAG = check('true or false', (value) => typeof value === 'boolean');
const VALUES = check('an object of texts', (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'string'));
const FAILURES = check('an object that has a reason for each resource, or a reason with "after" and "afterSeconds"', (value) => (
  isObject(value) && Object.values(value).every((failure) => isText(failure) || (isObject(failure) && problemsOf(failure, FAILURE, ['reason']).length === 0))));

const FAILURE: Members = { reason: TEXT, after: TEXTS, afterSeconds: SECONDS };

interface Members {
  readonly [name: string]: Check;
}

interface StepFormat {
  /** What stands behind the name of the step. */
  readonly value: Check | { readonly members: Members; readonly required: readonly string[] };
  /** What can be said besides. */
  readonly options?: Members;
}

const OUTCOME: StepFormat = { value: { members: { outcome: isOneOf(['succeed', 'fail', 'hang']), reason: TEXT, seconds: SECONDS }, required: ['outcome'] } };

const FORMATS: Readonly<Record<string, StepFormat>> = {
  deploy: { value: TEXT, options: { stacks: TEXTS, parameters: VALUES, parametersFrom: TEXTS, fail: FAILURES, force: FLAG } },
  destroy: { value: check('true', (value) => value === true), options: { stacks: TEXTS } },
  advance: { value: { members: { minutes: SECONDS, seconds: SECONDS }, required: [] } },
  fault: {
    value: {
      members: {
        operation: isOneOf(['*', ...METHODS.map(operationOf)]), fault: isOneOf(FAULTS), times: check('a whole number from 1 on', (value) => Number.isInteger(value) && value > 0),
      },
      required: ['operation', 'fault'],
    },
  },
  ...Object.fromEntries(Object.keys(OUTCOME_PLANS).map((next) => [next, OUTCOME])),
};

/**
 * Reads the steps of a rehearsal, a list in JSON, and the assemblies in them.
 *
 * @param file `-` reads the standard input
 * @throws UsageError with every problem
 * @throws RehearsalError when an assembly cannot be read
 */
export function readStepsFile(file: string): Step[] {
  const steps = parse(file);
  const problems = steps.flatMap((step, i) => problemsOfStep(step).map((problem) => `step ${i + 1} ${problem}`));
  if (problems.length > 0) {
    throw new UsageError(`--steps ${file}: ${problems.join('; ')}`);
  }
  return (steps as Json[]).map(toStep);
}

function parse(file: string): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--steps ${file}: cannot be read as JSON (${(error as Error).message})`);
  }
  if (!Array.isArray(content) || content.length === 0) {
    throw new UsageError(`--steps ${file}: must be a list with at least one step`);
  }
  return content;
}

function problemsOfStep(step: unknown): string[] {
  const names = isObject(step) ? Object.keys(step).filter((name) => Object.hasOwn(FORMATS, name)) : [];
  if (!isObject(step) || names.length !== 1) {
    return [`must be an object with one of ${Object.keys(FORMATS).join(', ')}`];
  }
  const [name] = names;
  const { value, options = {} } = FORMATS[name];
  const { [name]: own, ...others } = step;
  return [...problemsOfValue(name, own, value), ...problemsOf(others, options, [])];
}

function problemsOfValue(name: string, value: unknown, format: StepFormat['value']): string[] {
  if (typeof format === 'function') {
    return problemsOf({ [name]: value }, { [name]: format }, [name]);
  }
  if (!isObject(value)) {
    return [`must have an object as ${name}, got ${JSON.stringify(value)}`];
  }
  const missing = value.outcome === 'fail' ? [...format.required, 'reason'] : format.required;
  return problemsOf(value, format.members, missing);
}

function problemsOf(object: Json, members: Members, required: readonly string[]): string[] {
  return [
    ...required.filter((name) => object[name] === undefined).map((name) => `needs ${name}`),
    ...Object.entries(object).flatMap(([name, value]) => {
      if (!Object.hasOwn(members, name)) {
        return [`has "${name}", which can be ${Object.keys(members).join(', ') || 'nothing here'}`];
      }
      const expected = members[name](value);
      return expected === undefined ? [] : [`must have ${expected} as ${name}, got ${JSON.stringify(value)}`];
    }),
  ];
}

/** A step that has no problems. */
function toStep(step: Json): Step {
  const next = Object.keys(OUTCOME_PLANS).find((name) => Object.hasOwn(step, name));
  if (next !== undefined) {
    return { next, outcome: step[next] } as Step;
  }
  return (typeof step.deploy === 'string' ? { ...step, deploy: readCloudAssembly(step.deploy) } : step) as unknown as Step;
}
