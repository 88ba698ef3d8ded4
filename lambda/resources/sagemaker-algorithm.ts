import type { SageMakerAlgorithmAttributes, SageMakerAlgorithmProperties } from '../../src/private/protocol/contract';
import type { AlgorithmStatusItem, SageMakerAlgorithmDetails, SageMakerPage } from '../../src/private/protocol/sagemaker';
import { CREATE_ALGORITHM, type AlgorithmStatus } from '../../src/private/protocol/sagemaker-create-algorithm';
import type { CreateAlgorithmRequest, SageMakerTag } from '../../src/private/protocol/sagemaker-create-algorithm-request';
import { withMaps } from '../../src/private/protocol/shape';
import { allPages } from '../engine/pages';
import { Decoder, type Desired, type Notation, type Raw } from '../engine/properties';
import { declared } from '../kinds/declared/declared';
import type { Details } from '../kinds/declared/kind';

type AlgorithmRequest = Omit<CreateAlgorithmRequest, 'AlgorithmName' | 'Tags'>;

interface DesiredAlgorithm extends Desired<AlgorithmRequest> {
  readonly revision?: string;
}

/** The members have the casing of CloudFormation in the API too. */
const PASCAL_CASE: Notation = { name: 'AlgorithmName', tags: 'Tags', read: (request, shape) => withMaps(shape, request) };

/** The service's words, and what the lifecycle understands by them. */
const STATUSES: { readonly [status in AlgorithmStatus]: Details['status'] } = {
  Pending: 'CREATE_PENDING',
  InProgress: 'CREATE_IN_PROGRESS',
  Completed: 'ACTIVE',
  Failed: 'CREATE_FAILED',
  Deleting: 'DELETE_IN_PROGRESS',
};

export const SAGEMAKER_ALGORITHM = declared<DesiredAlgorithm, SageMakerAlgorithmAttributes>({
  noun: 'SageMakerAlgorithm',
  dependants: 'a validation that is in progress',
  isGradual: true,
  leavesNothing: true,
  goesOnWhenTooLong: 'The validation goes on. When it has ended, deploy the same algorithm again: it is adopted, and not validated a second time',
  decode: (raw: Raw<SageMakerAlgorithmProperties>) => {
    const decoder = new Decoder(raw, PASCAL_CASE);
    const revision = decoder.optionalText('Revision', raw.Revision);
    return { ...decoder.common(CREATE_ALGORITHM), revision };
  },
  content: contentOf,
  revision: ({ revision }) => revision,
  list: (client, _, name) => allPages(
    async ({ nextToken, maxResults }) => {
      const { AlgorithmSummaryList: algorithms, NextToken } = await client.listAlgorithms({ NameContains: name, ...pageOf(nextToken, maxResults) });
      return { algorithms, nextToken: NextToken };
    },
    ({ algorithms }) => algorithms.map(({ AlgorithmArn: arn, AlgorithmName }) => ({ arn, name: AlgorithmName }))),
  get: async (client, _, arn) => {
    const details = await client.describeAlgorithm({ AlgorithmName: arn });
    const tags = await allPages(
      async ({ nextToken, maxResults }) => {
        const page = await client.listTags({ ResourceArn: arn, ...pageOf(nextToken, maxResults) });
        return { tags: page.Tags, nextToken: page.NextToken };
      },
      (page) => page.tags);
    return {
      tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
      // A word that is not known yet is no success.
      status: STATUSES[details.AlgorithmStatus] ?? 'CREATE_IN_PROGRESS',
      shownStatus: details.AlgorithmStatus,
      isFree: details.ValidationSpecification === undefined,
      message: messageOf(details),
      attributes: { Status: details.AlgorithmStatus },
    };
  },
  create: async (client, { request }, name, tags) => (
    (await client.createAlgorithm({ ...request, AlgorithmName: name, Tags: tagList(tags) })).AlgorithmArn),
  remove: (client, _, __, name) => client.deleteAlgorithm({ AlgorithmName: name }),
  tag: async (client, arn, { set, unset }) => {
    if (unset.length > 0) {
      await client.deleteTags({ ResourceArn: arn, TagKeys: [...unset] });
    }
    if (Object.keys(set).length > 0) {
      await client.addTags({ ResourceArn: arn, Tags: tagList(set) });
    }
  },
  attributes: ({ arn, name, attributes }) => ({ Status: '', ...attributes, AlgorithmArn: arn, Name: name }),
});

function pageOf(nextToken: string | undefined, maxResults: number): SageMakerPage {
  return { MaxResults: maxResults, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function tagList(tags: Readonly<Record<string, string>>): SageMakerTag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Another description or role changes nothing in what is validated. A rollback can delete the role of what a later deployment adopts. */
function contentOf(request: AlgorithmRequest): object {
  const { AlgorithmDescription: _, ValidationSpecification: validation, TrainingSpecification: training, ...others } = request;
  return {
    ...others,
    TrainingSpecification: {
      ...training,
      SupportedHyperParameters: training.SupportedHyperParameters?.map(contentOfItem),
      TrainingChannels: training.TrainingChannels.map(contentOfItem),
    },
    profiles: validation?.ValidationProfiles,
  };
}

/** What is validated of a hyperparameter or a channel. */
function contentOfItem<T extends { readonly Description?: string }>(value: T): Omit<T, 'Description'> {
  const { Description: _, ...others } = value;
  return others;
}

/** What is known of an algorithm that is not usable: its image scans and the jobs of its validation that run or have failed, and what to do. */
function messageOf({ AlgorithmStatus: status, AlgorithmStatusDetails: details }: SageMakerAlgorithmDetails): string | undefined {
  // A reply can have null in the place of what is absent.
  const scans = details?.ImageScanStatuses ?? [];
  const jobs = details?.ValidationStatuses ?? [];
  const said = [...itemsOf('image scan', scans), ...itemsOf('validation job', jobs)].join('; ');
  if (status !== 'Failed') {
    return said || undefined;
  }
  const logs = 'the logs of a job are in Amazon CloudWatch Logs, in /aws/sagemaker/TrainingJobs or /aws/sagemaker/TransformJobs under its name';
  const advice = hasFailed(jobs) ? `${logs}; change the container or the validation, and deploy again`
    : hasFailed(scans) ? 'change the image, and deploy again' : 'the service says no reason';
  return said === '' ? advice : `${said}; ${advice}`;
}

function itemsOf(what: string, items: readonly AlgorithmStatusItem[]): string[] {
  return items.filter(({ Status }) => Status === 'InProgress' || Status === 'Failed').map(({ Name, Status, FailureReason }) => (
    `${what} "${Name}" is ${Status}${FailureReason ? `: ${FailureReason}` : ''}`));
}

function hasFailed(items: readonly AlgorithmStatusItem[]): boolean {
  return items.some(({ Status }) => Status === 'Failed');
}
