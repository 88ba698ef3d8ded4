/** A run that cannot be cancelled, and leaves nothing that can be removed. */
import type { ToyService } from './toy-service';
import type { ResourceType } from '../../../lambda/engine/resource-type';
import { fingerprintOf } from '../../../lambda/kinds/run/run-name';
import type { DesiredRun } from '../../../lambda/kinds/run/run-type';
import { runs } from '../../../lambda/kinds/run/runs';

interface Report extends DesiredRun {
  readonly query: string;
}

export function reportType(service: ToyService, membership: string): ResourceType {
  const shown = () => service.things.map((thing) => ({
    arn: thing.arn, name: thing.name, createdAt: thing.createdAt, status: service.isDone(thing) ? 'ACTIVE' as const : 'CREATE_IN_PROGRESS' as const,
  }));
  return runs<Report, { Name: string; Status: string }>({
    noun: 'Report',
    dependants: 'nothing',
    words: {
      run: 'report',
      operation: 'StartReport',
      subject: 'report',
      nameProperty: 'reportName',
      nothingLeft: 'no report exists any more; change the query to start another one',
      tooLong: 'deploy again: it is adopted when it has ended',
    },
    decode: ({ Label, Query }) => ({ label: Label as string, tags: {}, query: Query as string }),
    membership: () => membership,
    spec: ({ query }) => ({ fingerprint: fingerprintOf(query), completion: { mode: 'WHEN_ACTIVE', timeoutSeconds: 1_800 } }),
    list: () => service.do('ListReports', shown),
    get: (_, __, { arn }) => service.do('GetReport', () => {
      service.find(arn);
      return shown().find((report) => report.arn === arn)!;
    }),
    start: async (_, { name, desired, tags }) => ({ arn: await service.create('StartReport', name, tags, desired.query) }),
    attributes: ({ name, status }) => ({ Name: name, Status: status }),
  });
}
