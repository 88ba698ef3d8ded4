import type { Cloud } from './cloud';
import { partitionOf } from './environment';
import type { StackOutputReference } from './intrinsics';
import { ResourceFailure } from './resource-provider';
import { outputKey, type Stack, type StackSource } from './stack';
import { StackScope } from './stack-scope';

/**
 * What the references of a template to outputs of other stacks give now. CloudFormation resolves them when it creates or
 * updates the stack, and does not notice when they change later.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 * @throws ResourceFailure when one of them gives nothing
 */
export function resolveStackOutputs(cloud: Cloud, stack: Stack, source: StackSource): ReadonlyMap<string, unknown> {
  const scope = new StackScope(cloud, stack, source, () => undefined);
  const { Resources = {}, Outputs = {} } = source.template;
  const active = [...Object.values(Resources), ...Object.values(Outputs)].filter(({ Condition }) => scope.holds(Condition));
  return new Map(scope.stackOutputReferences(active).map((reference) => [outputKey(reference), readOutput(cloud, stack, reference)]));
}

function readOutput(cloud: Cloud, consumer: Stack, reference: StackOutputReference): unknown {
  const { StackName: name, OutputName: output, Region: region = consumer.environment.region, RoleArn: roleArn } = reference;
  const fail = (reason: string): never => {
    throw new ResourceFailure(`Fn::GetStackOutput of ${name}.${output}: ${reason}`);
  };
  if (partitionOf(region) !== partitionOf(consumer.environment.region)) {
    return fail('references across partitions are not supported');
  }
  const account = roleArn?.split(':')[4] ?? consumer.environment.account;
  const producer = cloud.findStack(name, { account, region });
  if (producer === undefined) {
    return fail(`there is no stack ${name} in account ${account} and region ${region}. ${wayOut(cloud, consumer, { name, account, region })}`);
  }
  return producer.outputs[output] ?? fail(`the stack is in ${producer.status} and has no such output`);
}

const DEPENDENCY_ACROSS_ACCOUNTS = 'CDK records no dependency for a reference to another account: call addDependency (addStackDependency in newer versions of CDK) on';

function wayOut(
  cloud: Cloud, consumer: Stack, { name, account, region }: { readonly name: string; readonly account: string; readonly region: string },
): string {
  const elsewhere = [...cloud.stacks.values()].find((stack) => stack.name === name && stack.environment.region === region && stack.status !== 'DELETE_COMPLETE');
  return elsewhere === undefined
    ? `Deploy ${name} first.${account === consumer.environment.account ? '' : ` ${DEPENDENCY_ACROSS_ACCOUNTS} ${consumer.name}`}`
    : `A stack of account ${elsewhere.environment.account} needs a RoleArn`;
}
