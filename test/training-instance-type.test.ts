import { TrainingInstanceType } from '../src';
import { TRAINING_INSTANCE_TYPES } from '../src/private/protocol/training-instance-types';

const CONSTANTS = Object.entries(TrainingInstanceType)
  .filter((entry): entry is [string, TrainingInstanceType] => entry[1] instanceof TrainingInstanceType);

test('there is a constant for each instance type of the service', () => {
  expect(CONSTANTS.map(([, type]) => type.name).sort()).toEqual([...TRAINING_INSTANCE_TYPES].sort());
});

test('a constant is called like what it stands for', () => {
  expect(CONSTANTS.map(([constant]) => constant)).toEqual(CONSTANTS.map(([, type]) => type.name.toUpperCase().replace(/\./g, '_')));
});

test('a type prints as its name', () => {
  expect(`${TrainingInstanceType.of('ml.new.type')}`).toBe('ml.new.type');
});
