import { BOOLEAN, NUMBER, TEXT, listOf, optional, requireArgument, structureOf } from './private/kind';
import type { HyperParameterSpecification, RangeOfNumbers } from './private/protocol/sagemaker-api-requests';

/**
 * What every hyperparameter has.
 */
export interface HyperparameterOptions {
  /**
   * What the hyperparameter is for: at most 1,024 characters on one line.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether the container cannot train without the hyperparameter. A required hyperparameter has no default.
   *
   * @default false
   */
  readonly required?: boolean;

  /**
   * Whether a hyperparameter tuning job can change the hyperparameter. Clean Rooms ML does not tune hyperparameters.
   *
   * @default false
   */
  readonly tunable?: boolean;
}

/**
 * What the numbers of a hyperparameter can be.
 */
export interface NumberHyperparameterOptions extends HyperparameterOptions {
  /**
   * The smallest value. `min` and `max` are given together, or left out.
   *
   * @default - any number
   */
  readonly min?: number;

  /**
   * The largest value. `min` and `max` are given together, or left out.
   *
   * @default - any number
   */
  readonly max?: number;

  /**
   * The value that the container takes when none is given. It is not sent, unless `sendDefaultHyperparameters` of a trained model is
   * set.
   *
   * @default - none
   */
  readonly defaultValue?: number;
}

/**
 * What the categories of a hyperparameter are.
 */
export interface CategoricalHyperparameterOptions extends HyperparameterOptions {
  /**
   * The categories: 1 to 30, of at most 256 characters on one line each.
   */
  readonly values: string[];

  /**
   * The category that the container takes when none is given. It is not sent, unless `sendDefaultHyperparameters` of a trained model
   * is set.
   *
   * @default - none
   */
  readonly defaultValue?: string;
}

/**
 * What the text of a hyperparameter can be.
 */
export interface TextHyperparameterOptions extends HyperparameterOptions {
  /**
   * The text that the container takes when none is given: at most 2,500 characters on one line. It is not sent, unless
   * `sendDefaultHyperparameters` of a trained model is set.
   *
   * @default - none
   */
  readonly defaultValue?: string;
}

/**
 * A hyperparameter that a training container accepts.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_HyperParameterSpecification.html
 */
export class Hyperparameter {
  /**
   * A hyperparameter whose value is a whole number.
   *
   * @param name the name of the hyperparameter: 1 to 256 characters on one line, unique within the specification
   */
  public static integer(name: string, options: NumberHyperparameterOptions = {}): Hyperparameter {
    requireArgument('Hyperparameter.integer()', 'name', name, TEXT);
    requireArgument('Hyperparameter.integer()', 'options', options, structureOf(NUMBER_OPTIONS));
    return Hyperparameter.of('Integer', name, options, { Range: rangeOf(options, 'IntegerParameterRangeSpecification') });
  }

  /**
   * A hyperparameter whose value is any number, with or without a fraction.
   *
   * @param name the name of the hyperparameter: 1 to 256 characters on one line, unique within the specification
   */
  public static continuous(name: string, options: NumberHyperparameterOptions = {}): Hyperparameter {
    requireArgument('Hyperparameter.continuous()', 'name', name, TEXT);
    requireArgument('Hyperparameter.continuous()', 'options', options, structureOf(NUMBER_OPTIONS));
    return Hyperparameter.of('Continuous', name, options, { Range: rangeOf(options, 'ContinuousParameterRangeSpecification') });
  }

  /**
   * A hyperparameter whose value is one of several categories.
   *
   * @param name the name of the hyperparameter: 1 to 256 characters on one line, unique within the specification
   */
  public static categorical(name: string, options: CategoricalHyperparameterOptions): Hyperparameter {
    requireArgument('Hyperparameter.categorical()', 'name', name, TEXT);
    requireArgument('Hyperparameter.categorical()', 'options', options, structureOf({ values: listOf(TEXT), ...TEXT_OPTIONS }));
    return Hyperparameter.of('Categorical', name, options, { Range: { CategoricalParameterRangeSpecification: { Values: [...options.values] } } });
  }

  /**
   * A hyperparameter whose value is any text.
   *
   * @param name the name of the hyperparameter: 1 to 256 characters on one line, unique within the specification
   */
  public static text(name: string, options: TextHyperparameterOptions = {}): Hyperparameter {
    requireArgument('Hyperparameter.text()', 'name', name, TEXT);
    requireArgument('Hyperparameter.text()', 'options', options, structureOf(TEXT_OPTIONS));
    return Hyperparameter.of('FreeText', name, options);
  }

  /**
   * A hyperparameter as SageMaker knows it, with its numbers as they are written.
   *
   * @internal
   */
  public static _of(definition: HyperParameterSpecification): Hyperparameter {
    return new Hyperparameter(definition.Name, definition);
  }

  private static of(
    type: string, name: string, options: HyperparameterOptions & { readonly defaultValue?: number | string }, range?: Pick<HyperParameterSpecification, 'Range'>,
  ): Hyperparameter {
    const { description, required, tunable, defaultValue } = options;
    return Hyperparameter._of({
      Name: name,
      Description: description,
      Type: type,
      ...range,
      IsTunable: tunable,
      IsRequired: required,
      DefaultValue: defaultValue === undefined ? undefined : String(defaultValue),
    });
  }

  private constructor(
    /** The name of the hyperparameter. */
    public readonly name: string,
    /** @internal */
    public readonly _definition: HyperParameterSpecification,
  ) {}
}

const OPTIONS = { description: optional(TEXT), required: optional(BOOLEAN), tunable: optional(BOOLEAN) };
const NUMBER_OPTIONS = { ...OPTIONS, min: optional(NUMBER), max: optional(NUMBER), defaultValue: optional(NUMBER) };
const TEXT_OPTIONS = { ...OPTIONS, defaultValue: optional(TEXT) };

/** Both ends, or none: where one is missing, the check of the specification says so. */
function rangeOf({ min, max }: NumberHyperparameterOptions, type: string): { [type: string]: RangeOfNumbers } | undefined {
  return min === undefined && max === undefined ? undefined : {
    [type]: { ...(min !== undefined && { MinValue: String(min) }), ...(max !== undefined && { MaxValue: String(max) }) } as unknown as RangeOfNumbers,
  };
}
