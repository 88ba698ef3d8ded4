import { dependenciesOf, inOrder, reversed, visitInOrder } from '../../rehearsal/dependency-graph';

const resource = (Properties: Record<string, unknown> = {}, DependsOn?: string | string[]) => ({ Type: 'AWS::SNS::Topic', Properties, DependsOn });

test('references and DependsOn make dependencies, parameters and variables of a text do not', () => {
  const graph = dependenciesOf({
    Parameters: { Size: { Type: 'String' } },
    Resources: {
      A: resource(),
      B: resource({ Deep: [{ Ref: 'A' }, { Ref: 'Size' }, { Ref: 'AWS::Region' }] }),
      C: resource({ Text: { 'Fn::Sub': ['${Mine} ${B.Arn} ${AWS::Region} ${!NotMine}', { Mine: { 'Fn::GetAtt': 'A.Arn' } }] } }),
      D: resource({}, ['A', 'NotThere']),
      E: resource({ List: { 'Fn::GetAtt': ['D', 'Arn'] } }, 'C'),
    },
  }, 'Stack');

  expect(Object.fromEntries([...graph].map(([node, dependencies]) => [node, [...dependencies]]))).toEqual({
    A: [], B: ['A'], C: ['B', 'A'], D: ['A'], E: ['D', 'C'],
  });
  expect([...reversed(graph).get('A')!]).toEqual(['B', 'C', 'D']);
});

test.each([
  [{ Ref: 'Nothing' }, 'Stack.A.Properties.X.Ref: a reference to "Nothing", which the template does not have'],
  [{ 'Fn::Sub': '${Nothing.Arn}' }, 'Stack.A.Properties.X.Fn::Sub: a reference to "Nothing", which the template does not have'],
  [[{ 'Fn::Transform': {} }], 'Stack.A.Properties.X.0.Fn::Transform: a rehearsal cannot evaluate this function'],
  [null, 'Stack.A.Properties.X: null values are not allowed in templates'],
])('%j is an error that says where', (X, message) => {
  expect(() => dependenciesOf({ Resources: { A: resource({ X }) } }, 'Stack')).toThrow(message);
});

test('the order is the given one, but for dependencies', () => {
  const graph = new Map([['c', new Set(['a'])], ['b', new Set<string>()], ['a', new Set(['elsewhere'])]]);

  expect(inOrder(graph.keys(), (node) => graph.get(node)!)).toEqual(['a', 'c', 'b']);
});

test('a circle is an error that shows it', () => {
  const graph = new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]);

  expect(() => inOrder(graph.keys(), (node) => graph.get(node)!)).toThrow('Circular dependency: b -> c -> b');
});

test('nodes behind a failed one are not visited, others are', async () => {
  const visited: string[] = [];
  await visitInOrder(['a', 'b', 'c', 'd'], new Map([['b', new Set(['a'])], ['c', new Set(['b'])]]), async (node) => {
    visited.push(node);
    return node !== 'a';
  });

  expect(visited.sort()).toEqual(['a', 'd']);
});
