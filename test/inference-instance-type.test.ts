import { InferenceInstanceType } from '../src';
import { INFERENCE_INSTANCE_TYPES } from '../src/private/protocol/inference-instance-types';

const CONSTANTS = Object.entries(InferenceInstanceType)
  .filter((entry): entry is [string, InferenceInstanceType] => entry[1] instanceof InferenceInstanceType);

test('there is a constant for each instance type that the service runs inference on', () => {
  expect(CONSTANTS).toHaveLength(94);
  expect(CONSTANTS.map(([, type]) => type.name).sort()).toEqual([...INFERENCE_INSTANCE_TYPES].sort());
});

test('a constant is called like what it stands for', () => {
  expect(CONSTANTS.map(([constant]) => constant)).toEqual(CONSTANTS.map(([, type]) => type.name.toUpperCase().replace(/\./g, '_')));
});

test('a type prints as its name', () => {
  expect(`${InferenceInstanceType.of('ml.new.type')}`).toBe('ml.new.type');
});
