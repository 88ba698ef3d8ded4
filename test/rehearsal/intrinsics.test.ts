import { evaluate, evaluateCondition, NO_VALUE, type Scope } from '../../rehearsal/intrinsics';

const REFS: Record<string, unknown> = {
  'AWS::NoValue': NO_VALUE, 'AWS::Region': 'eu-west-1', 'Bucket': 'bucket-1', 'Count': 3, 'Zones': ['x', 'y'],
};
const SCOPE: Scope = {
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  ref: (name) => REFS[name],
  attribute: (logicalId, name) => (logicalId === 'Bucket' ? `${logicalId}'s ${name}` : undefined),
  condition: (name) => ({ Yes: true, No: false })[name],
  mapping: (map, top, second) => (map === 'Sizes' && top === 'eu-west-1' ? { small: 1, large: [8, 16] }[second] : undefined),
  importedValue: (name) => (name === 'Shared' ? 'from elsewhere' : undefined),
  stackOutput: ({ StackName, OutputName, Region = 'here' }) => (StackName === 'Other' ? `${OutputName} ${Region}` : undefined),
};

test.each<[string, unknown, unknown]>([
  ['a literal', { A: [1, true, 'x'] }, { A: [1, true, 'x'] }],
  ['Ref', { Ref: 'Bucket' }, 'bucket-1'],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['AWS::NoValue of a property', { A: 1, B: { Ref: 'AWS::NoValue' } }, { A: 1 }],
  ['AWS::NoValue of an entry', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
  ['AWS::NoValue alone', { Ref: 'AWS::NoValue' }, undefined],
  ['Fn::GetAtt with a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, "Bucket's Arn"],
  ['Fn::GetAtt with a dot', { 'Fn::GetAtt': 'Bucket.Outputs.Arn' }, "Bucket's Outputs.Arn"],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, 3, true]] }, 'a-bucket-1-3-true'],
  ['Fn::Join of a list that is a function', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'x,y'],
  ['Fn::Sub', { 'Fn::Sub': '${Bucket} ${Bucket.Arn} ${AWS::Region} ${!Literal}' }, "bucket-1 Bucket's Arn eu-west-1 ${Literal}"],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${Mine}/${Bucket}', { Mine: { Ref: 'Count' } }] }, '3/bucket-1'],
  ['Fn::Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'y'],
  ['Fn::Split', { 'Fn::Split': ['-', { Ref: 'Bucket' }] }, ['bucket', '1']],
  ['Fn::If, true', { 'Fn::If': ['Yes', { Ref: 'Bucket' }, { Ref: 'Nothing' }] }, 'bucket-1'],
  ['Fn::If, false and without a value', { A: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } }, {}],
  ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Join': ['', ['Sha', 'red']] } }, 'from elsewhere'],
  ['Fn::GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Arn' } }, 'Arn here'],
  ['Fn::GetStackOutput with functions', { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Arn', Region: { Ref: 'AWS::Region' } } }, 'Arn eu-west-1'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'large'] }, [8, 16]],
  ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
  ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b']],
  ['Fn::Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
  ['Fn::ToJsonString', { 'Fn::ToJsonString': { A: { Ref: 'Count' } } }, '{"A":3}'],
  ['a dynamic reference', '{{resolve:ssm:/x}}', '{{resolve:ssm:/x}}'],
  ['a map with a key that only looks like a condition', { Condition: 'x' }, { Condition: 'x' }],
])('%s', (_, value, expected) => {
  expect(evaluate(value, SCOPE)).toEqual(expected);
});

test.each<[unknown, boolean]>([
  [{ Condition: 'Yes' }, true],
  [{ 'Fn::Not': [{ Condition: 'Yes' }] }, false],
  [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
  [{ 'Fn::Equals': [{ Ref: 'Count' }, '3'] }, true],
  [{ 'Fn::Equals': [{ Ref: 'Bucket' }, 'other'] }, false],
])('the condition %j', (condition, expected) => {
  expect(evaluateCondition(condition, SCOPE)).toBe(expected);
});

test.each<[unknown, string]>([
  [{ A: [{ B: { Ref: 'Nothing' } }] }, 'A.0.B.Ref: Ref of "Nothing", which the template does not have'],
  [{ 'Fn::GetAtt': ['Nothing', 'Arn'] }, 'Fn::GetAtt: the attribute Arn of "Nothing", which the template does not have'],
  [{ A: { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] } }, 'A.Fn::Cidr: a rehearsal cannot evaluate this function'],
  [{ 'Fn::ImportValue': 'Nothing' }, 'Fn::ImportValue: no stack exports "Nothing"'],
  [{ 'Fn::GetStackOutput': { StackName: 'Nothing', OutputName: 'Arn' } }, 'Fn::GetStackOutput: there is no output Arn of a stack Nothing'],
  [{ 'Fn::GetStackOutput': { OutputName: 'Arn' } }, 'Fn::GetStackOutput: needs a text, got undefined'],
  [{ 'Fn::Select': [7, ['a']] }, 'Fn::Select: there is no entry 7 in ["a"]'],
  [{ 'Fn::FindInMap': ['Sizes', 'eu-west-1', 'huge'] }, 'Fn::FindInMap: there is no eu-west-1.huge in the mapping "Sizes"'],
  [{ 'Fn::If': ['Perhaps', 1, 2] }, 'Fn::If: the condition "Perhaps", which the template does not have'],
  [{ 'Fn::Join': ['', { Ref: 'Bucket' }] }, 'Fn::Join: needs a list, got "bucket-1"'],
  [{ 'Fn::Join': ['', [{ Ref: 'Zones' }]] }, 'Fn::Join: needs a text, got ["x","y"]'],
])('%j has no value', (value, message) => {
  expect(() => evaluate(value, SCOPE)).toThrow(message);
});
