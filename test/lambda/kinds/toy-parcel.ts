/**
 * A run that has no ARN: listings of what the request is about show it, by its name. It uses something else, which has to be there
 * before it is started.
 */
import type { ToyService } from './toy-service';
import type { ResourceType } from '../../../lambda/engine/resource-type';
import { fingerprintOf } from '../../../lambda/kinds/run/run-name';
import type { DesiredRun } from '../../../lambda/kinds/run/run-type';
import { runs } from '../../../lambda/kinds/run/runs';

interface Parcel extends DesiredRun {
  readonly goods: string;
}

export function parcelType(service: ToyService, membership: string): ResourceType {
  const status = (name: string) => {
    const thing = service.things.find((each) => each.name === name)!;
    return service.isDone(thing) ? thing.hasFailed ? 'CREATE_FAILED' as const : 'ACTIVE' as const : 'CREATE_IN_PROGRESS' as const;
  };
  return runs<Parcel, { Name: string; Status: string }>({
    noun: 'Parcel',
    dependants: 'nothing',
    words: {
      run: 'parcel',
      operation: 'SendParcel',
      subject: 'parcel',
      nameProperty: 'parcelName',
      nothingLeft: 'no parcel exists any more',
      tooLong: 'it is on its way; deploy again',
    },
    decode: ({ Label, Goods }) => ({ label: Label as string, tags: {}, goods: Goods as string }),
    membership: () => membership,
    spec: ({ goods }) => ({
      fingerprint: fingerprintOf(goods),
      completion: { mode: 'WHEN_ACTIVE', timeoutSeconds: 1_800 },
      madeFrom: { arn: goods },
      uses: [{ text: goods, notReady: 'deploy again when it is there', notUsable: 'take others' }],
    }),
    list: (_, __, desired) => service.do('ListParcels', () => service.things.filter(({ content }) => content === desired!.goods).map(({ name, createdAt }) => (
      { arn: name, name, createdAt, status: status(name), message: 'it broke' }))),
    used: (_, { goods }) => service.do('GetGoods', () => [service.things.some(({ name }) => name === goods) ? { status: status(goods) } : undefined]),
    start: async (_, { name, desired, tags }) => {
      await service.create('SendParcel', name, tags, desired.goods);
      return { arn: name };
    },
    attributes: ({ name, status: Status }) => ({ Name: name, Status }),
  });
}
