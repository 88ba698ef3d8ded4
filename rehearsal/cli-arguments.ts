import { assignment, parseOptions, positive, UsageError, whole } from '../command-line/options';
import { TRAINING_QUOTA } from '../src/private/protocol/api-model';

export interface RehearseCommand {
  /** The file with the steps to play; `-` is the standard input. @default - the assemblies are deployed */
  readonly steps?: string;
  /** The assemblies to deploy, one after the other. */
  readonly assemblies: readonly string[];
  readonly destroy: boolean;
  readonly fail?: {
    /** Logical ids or construct paths. */
    readonly resources: readonly string[];
    /** What is done before they fail. */
    readonly after: readonly string[];
    /** The deployment in which they fail, counted from 1. */
    readonly at: number;
  };
  readonly stacks?: readonly string[];
  /** Values of template parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The trainings that fail, counted from 1. */
  readonly failedTrainings: readonly number[];
  readonly trainingMinutes?: number;
  /** How many trainings can run at once. @default - the quotas of a new account */
  readonly trainingQuota?: number;
  /** @default - any number is accepted */
  readonly maxTrainings?: number;
  /** Seconds between two deployments. @default - until no training is in progress */
  readonly gapSeconds?: number;
  readonly force: boolean;
  /** Custom resources of others whose handlers are run. */
  readonly run: readonly string[];
  readonly json: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

export type Command = { readonly name: 'help' } | { readonly name: 'version' } | { readonly name: 'demo'; readonly color: boolean } | ({ readonly name: 'rehearse' } & RehearseCommand);

export const HELP = `Usage: cdk-cleanrooms-ml rehearse [<cdk.out>] [options]
       cdk-cleanrooms-ml try <image | directory> [options]
       cdk-cleanrooms-ml demo [--color | --no-color]

"try" runs a training and an inference container as the service does; see "try --help".
"demo" tells the life of one model, with this library and without it.
"rehearse" deploys what "cdk synth" wrote without AWS, on a virtual clock, and shows what the custom resources would do.
The default for <cdk.out> is "cdk.out".

Options of "rehearse":
  --then <cdk.out>        deploy this assembly next; can be repeated
  --destroy               delete all stacks at the end
  --gap <duration>        the time between two deployments, as 0s, 90s, 45m, 2h or 3d
                          (default: until no training is in progress)
  --force                 update stacks whose template has not changed, as "cdk deploy --force" does
  --stacks <a,b>          only these stacks; * stands for any text
  --parameters <name=value>
                          the value of a template parameter; can be repeated
  --fail <resource>       make a resource fail, given by construct path or logical id; can be repeated
  --fail-after <resource> let this resource be done before; can be repeated
  --fail-at <n>           in which deployment it fails (default: the last one)
  --fail-training <n>     make the n-th training fail; can be repeated
  --training-minutes <n>  how long a training takes (default: 20)
  --training-quota <n>    how many trainings can run at once
                          (default: ${TRAINING_QUOTA.membership} for a membership, ${TRAINING_QUOTA.account} for an account)
  --max-trainings <n>     exit with status 3 when more trainings are paid for
  --steps <file>          play this list of steps, in JSON, instead of deploying <cdk.out>; - is the standard input
                          (docs/languages.md has the format)
  --run <resource>        run the handler of this custom resource of others, given by type, construct path or
                          logical id; can be repeated (default: all of them are stood in for)
  --json                  print the result as JSON
  --verbose               show every request, decision and call, and every resource
  --color, --no-color     color the timeline (default: when the output is a terminal, unless NO_COLOR is set)
  --help, --version

The exit status is 1 when a deployment fails that was not told to, does not fail that was told to, or cannot be
rehearsed, 2 for a wrong command line, and 3 when there are more trainings than --max-trainings.`;

const OPTIONS = {
  'then': { type: 'string', multiple: true },
  'destroy': { type: 'boolean' },
  'gap': { type: 'string' },
  'force': { type: 'boolean' },
  'stacks': { type: 'string' },
  'parameters': { type: 'string', multiple: true },
  'fail': { type: 'string', multiple: true },
  'fail-after': { type: 'string', multiple: true },
  'fail-at': { type: 'string' },
  'fail-training': { type: 'string', multiple: true },
  'training-minutes': { type: 'string' },
  'training-quota': { type: 'string' },
  'max-trainings': { type: 'string' },
  'steps': { type: 'string' },
  'run': { type: 'string', multiple: true },
  'json': { type: 'boolean' },
  'verbose': { type: 'boolean' },
  'color': { type: 'boolean' },
  'no-color': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
  'version': { type: 'boolean' },
} as const;

const DEFAULT_ASSEMBLY = 'cdk.out';
/** What a step says for itself. */
const OPTIONS_OF_STEPS = ['then', 'destroy', 'force', 'stacks', 'parameters', 'fail', 'fail-after', 'fail-at'] as const;

/** @throws UsageError */
export function parseCommand(args: readonly string[], colorByDefault: boolean): Command {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help || (args.length === 0)) {
    return { name: 'help' };
  }
  if (values.version) {
    return { name: 'version' };
  }
  const [name, ...assemblies] = positionals;
  const color = values['no-color'] ? false : values.color ?? colorByDefault;
  if (name === 'demo') {
    const others = [...assemblies, ...Object.keys(values).filter((option) => !/^(?:no-)?color$/.test(option)).map((option) => `--${option}`)];
    if (others.length > 0) {
      throw new UsageError(`demo takes --color and --no-color alone, got ${others.join(' ')}`);
    }
    return { name, color };
  }
  if (name !== 'rehearse') {
    throw new UsageError(name === undefined ? 'a command is missing' : `there is no command "${name}"`);
  }
  if (assemblies.length > 1) {
    throw new UsageError(`one assembly can be given, got ${assemblies.length}; give further ones with --then`);
  }
  if (values.steps !== undefined) {
    const others = [...assemblies, ...OPTIONS_OF_STEPS.filter((option) => values[option] !== undefined).map((option) => `--${option}`)];
    if (others.length > 0) {
      throw new UsageError(`--steps says what is deployed, so it cannot be given with ${others.join(' ')}`);
    }
  }
  const deployments = values.steps === undefined ? [assemblies[0] ?? DEFAULT_ASSEMBLY, ...values.then ?? []] : [];
  const { fail, 'fail-after': after = [], 'fail-at': at } = values;
  if (fail === undefined && (after.length > 0 || at !== undefined)) {
    throw new UsageError('--fail-after and --fail-at need --fail');
  }
  const failAt = at === undefined ? deployments.length : positive('--fail-at', at);
  if (!Number.isInteger(failAt) || failAt > deployments.length) {
    throw new UsageError(`--fail-at must be a whole number from 1 to ${deployments.length}, got ${at}`);
  }
  return {
    name,
    steps: values.steps,
    assemblies: deployments,
    destroy: values.destroy ?? false,
    fail: fail && { resources: fail, after, at: failAt },
    stacks: values.stacks?.split(',').map((stack) => stack.trim()).filter((stack) => stack !== ''),
    parameters: Object.fromEntries((values.parameters ?? []).map((text) => assignment('--parameters', text))),
    trainingMinutes: values['training-minutes'] === undefined ? undefined : positive('--training-minutes', values['training-minutes']),
    trainingQuota: values['training-quota'] === undefined ? undefined : whole('--training-quota', values['training-quota'], 1),
    gapSeconds: values.gap === undefined ? undefined : duration('--gap', values.gap),
    force: values.force ?? false,
    run: values.run ?? [],
    failedTrainings: (values['fail-training'] ?? []).map((text) => whole('--fail-training', text, 1)),
    maxTrainings: values['max-trainings'] === undefined ? undefined : whole('--max-trainings', values['max-trainings'], 0),
    json: values.json ?? false,
    verbose: values.verbose ?? false,
    color,
  };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 };

function duration(option: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (amount === undefined) {
    throw new UsageError(`${option} must be a number with a unit (90s, 45m, 2h, 3d), got ${text}`);
  }
  return Number(amount) * UNIT_SECONDS[unit];
}
