/**
 * What an algorithm takes and gives, in the member names of SageMaker's algorithms. Other members are ignored.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeAlgorithm.html
 */
import { readFileSync } from 'node:fs';
import type { InputMode } from './training-job';
import { UsageError } from '../command-line/options';
import { CHANNEL_NAME, TRAINING_INPUT_MODES } from '../src/private/protocol/api-model';

export interface HyperparameterSpecification {
  readonly name: string;
  readonly isRequired: boolean;
  readonly defaultValue?: string;
}

export interface ChannelSpecification {
  readonly name: string;
  readonly isRequired: boolean;
  readonly contentTypes: readonly string[];
  readonly inputModes: readonly InputMode[];
}

export interface MetricSpecification {
  readonly name: string;
  readonly regex: string;
}

export interface InferenceSpecification {
  readonly contentTypes: readonly string[];
  readonly responseTypes: readonly string[];
}

export interface Specification {
  /** @default - any hyperparameter can be given */
  readonly hyperparameters?: readonly HyperparameterSpecification[];
  readonly channels: readonly ChannelSpecification[];
  readonly metrics: readonly MetricSpecification[];
  readonly isDistributed: boolean;
  /** @default - it has no inference container */
  readonly inference?: InferenceSpecification;
}

/** What is assumed of a container without a specification. */
export const UNSPECIFIED: Specification = {
  channels: [{ name: 'train', isRequired: true, contentTypes: ['text/csv'], inputModes: ['File'] }],
  metrics: [],
  isDistributed: false,
};

/** @throws UsageError with everything that is wrong */
export function readSpecification(file: string): Specification {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--specification ${file} cannot be read: ${(error as Error).message}`);
  }
  const problems: string[] = [];
  const specification = specificationOf(new Reader(content, '', problems));
  if (problems.length > 0) {
    throw new UsageError(`--specification ${file}: ${problems.join('; ')}`);
  }
  return specification;
}

function specificationOf(root: Reader): Specification {
  const training = root.structure('TrainingSpecification');
  const inference = root.optionalStructure('InferenceSpecification');
  return {
    hyperparameters: training.optionalStructures('SupportedHyperParameters')?.map((parameter) => ({
      name: parameter.text('Name'),
      isRequired: parameter.flag('IsRequired'),
      defaultValue: parameter.optionalText('DefaultValue'),
    })),
    channels: training.structures('TrainingChannels', 1).map((channel) => ({
      name: channel.text('Name', CHANNEL_NAME.pattern),
      isRequired: channel.flag('IsRequired'),
      contentTypes: channel.texts('SupportedContentTypes'),
      inputModes: channel.texts('SupportedInputModes', TRAINING_INPUT_MODES) as InputMode[],
    })),
    metrics: (training.optionalStructures('MetricDefinitions') ?? []).map((metric) => ({ name: metric.text('Name'), regex: metric.text('Regex') })),
    isDistributed: training.flag('SupportsDistributedTraining'),
    inference: inference && {
      contentTypes: inference.texts('SupportedContentTypes'),
      responseTypes: inference.texts('SupportedResponseMIMETypes'),
    },
  };
}

/** Reads members of a structure, and notes what is wrong with them. */
class Reader {
  constructor(private readonly value: unknown, private readonly path: string, private readonly problems: string[]) {
    if (!isStructure(value)) {
      problems.push(`${path || 'the file'} must be a JSON object`);
    }
  }

  public structure(name: string): Reader {
    return new Reader(this.member(name), this.pathOf(name), this.problems);
  }

  public optionalStructure(name: string): Reader | undefined {
    return this.member(name) === undefined ? undefined : this.structure(name);
  }

  public optionalStructures(name: string): Reader[] | undefined {
    return this.member(name) === undefined ? undefined : this.structures(name, 0);
  }

  public structures(name: string, least: number): Reader[] {
    return this.list(name, least).map((item, i) => new Reader(item, `${this.pathOf(name)}[${i}]`, this.problems));
  }

  public text(name: string, pattern?: RegExp): string {
    const value = this.member(name);
    if (typeof value !== 'string' || value === '') {
      return this.wrong(name, 'must be text', value) ?? '';
    }
    if (pattern !== undefined && !new RegExp(`^(?:${pattern.source})$`).test(value)) {
      this.wrong(name, `must match ${pattern.source}`, value);
    }
    return value;
  }

  public optionalText(name: string): string | undefined {
    return this.member(name) === undefined ? undefined : this.text(name);
  }

  public flag(name: string): boolean {
    const value = this.member(name) ?? false;
    return typeof value === 'boolean' ? value : this.wrong(name, 'must be true or false', value) ?? false;
  }

  public texts(name: string, allowed?: readonly string[]): string[] {
    const values = this.list(name, 1);
    const wrong = values.filter((value) => typeof value !== 'string' || (allowed !== undefined && !allowed.includes(value)));
    if (wrong.length > 0) {
      this.wrong(name, allowed === undefined ? 'must be texts' : `must be of ${allowed.join(', ')}`, wrong[0]);
    }
    return values.map(String);
  }

  private list(name: string, least: number): unknown[] {
    const value = this.member(name);
    if (!Array.isArray(value) || value.length < least) {
      return this.wrong(name, least === 0 ? 'must be a list' : 'must be a list that is not empty', value) ?? [];
    }
    return value;
  }

  private member(name: string): unknown {
    return isStructure(this.value) ? this.value[name] : undefined;
  }

  private pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  private wrong(name: string, rule: string, value: unknown): undefined {
    // A structure that is none has no members that could be wrong.
    if (isStructure(this.value)) {
      this.problems.push(`${this.pathOf(name)} ${rule}, ${value === undefined ? 'and is missing' : `got ${JSON.stringify(value)}`}`);
    }
    return undefined;
  }
}

function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
