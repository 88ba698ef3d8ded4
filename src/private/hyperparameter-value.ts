/** Which values a hyperparameter can have. Values are text, as the container gets them. */
import type { HyperParameterSpecification } from './protocol/sagemaker-api-requests';
import { shortListOf } from './short-list';

const WHOLE_NUMBER = /^[-+]?\d+$/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

export function isWholeNumber(text: string): boolean {
  return WHOLE_NUMBER.test(text);
}

export function isNumber(text: string): boolean {
  return NUMBER.test(text) && Number.isFinite(Number(text));
}

/** Below zero when `a` is less than `b`. Whole numbers can be larger than what a number of JavaScript holds exactly. */
export function compareNumbers(a: string, b: string): number {
  if (isWholeNumber(a) && isWholeNumber(b)) {
    return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  }
  return Number(a) - Number(b);
}

/** The values in words, as what follows "must be". */
export function allowedValuesOf({ Type: type, Range: range = {} }: HyperParameterSpecification): string {
  switch (type) {
    case 'Integer': return `a whole number${between(range.IntegerParameterRangeSpecification)}`;
    case 'Continuous': return `a number${between(range.ContinuousParameterRangeSpecification)}`;
    case 'Categorical': return range.CategoricalParameterRangeSpecification === undefined
      ? 'text' : `one of ${shortListOf(range.CategoricalParameterRangeSpecification.Values)}`;
    default: return 'text';
  }
}

export function isAllowedValue({ Type: type, Range: range = {} }: HyperParameterSpecification, value: string): boolean {
  switch (type) {
    case 'Integer': return isWholeNumber(value) && isWithin(value, range.IntegerParameterRangeSpecification);
    case 'Continuous': return isNumber(value) && isWithin(value, range.ContinuousParameterRangeSpecification);
    case 'Categorical': return range.CategoricalParameterRangeSpecification?.Values.includes(value) ?? true;
    default: return true;
  }
}

interface Range {
  readonly MinValue: string;
  readonly MaxValue: string;
}

function between(range: Range | undefined): string {
  return range === undefined ? '' : ` from ${range.MinValue} to ${range.MaxValue}`;
}

function isWithin(value: string, range: Range | undefined): boolean {
  return range === undefined || (compareNumbers(value, range.MinValue) >= 0 && compareNumbers(value, range.MaxValue) <= 0);
}
