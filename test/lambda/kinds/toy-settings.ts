/** A singleton: the settings of a membership. */
import { failure, type ToyService } from './toy-service';
import type { ResourceType } from '../../../lambda/engine/resource-type';
import { singleton } from '../../../lambda/kinds/singleton/singleton';
import type { DesiredSingleton } from '../../../lambda/kinds/singleton/singleton-type';

interface Settings extends DesiredSingleton {
  readonly membership: string;
  readonly color: string;
}

export function settingsType(service: ToyService): ResourceType {
  return singleton<Settings, { Color: string }, { readonly color: string }>({
    noun: 'Settings',
    dependants: 'nothing',
    decode: ({ Label, Color, Adopt, Request }) => ({
      label: Label as string,
      color: Color as string,
      adopt: Adopt === 'true',
      membership: (Request as { MembershipIdentifier: string }).MembershipIdentifier,
    }),
    membership: ({ membership }) => membership,
    content: ({ color }) => ({ color }),
    get: (_, membership) => service.do('GetSettings', () => {
      if (!service.settings.has(membership)) {
        throw failure('ResourceNotFoundException');
      }
      return service.settings.get(membership)!;
    }),
    put: (_, membership, content) => service.do('PutSettings', () => service.settings.set(membership, content)),
    remove: (_, membership) => service.do('DeleteSettings', () => service.settings.delete(membership)),
    attributes: ({ color }) => ({ Color: color }),
  });
}
