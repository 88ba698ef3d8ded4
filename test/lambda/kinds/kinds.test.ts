/**
 * The three lifecycles, with resource types that only tests have: each is played through a creation, an update, its rollback and
 * a deletion, with every fault at every call.
 */
import { indexType } from './toy-index';
import { parcelType } from './toy-parcel';
import { reportType } from './toy-report';
import { ToyService, type Fault } from './toy-service';
import { settingsType } from './toy-settings';
import { MEMBERSHIP, HandlerHarness, type CustomResource } from '../handler-harness';

const FAULTS: readonly Fault[] = ['throttled', 'reply-lost', 'failed-before-effect'];

interface Toy {
  readonly harness: HandlerHarness;
  readonly service: ToyService;
}

function toys(): Toy {
  const harness = new HandlerHarness();
  const service = new ToyService(harness.context.now);
  Object.assign(harness.otherTypes, {
    'Custom::Index': indexType(service),
    'Custom::Report': reportType(service, MEMBERSHIP),
    'Custom::Settings': settingsType(service),
    'Custom::Parcel': parcelType(service, MEMBERSHIP),
  });
  return { harness, service };
}

/** An update that fails elsewhere, so that CloudFormation asks for what was before, and deletes what the update made. */
async function updatedAndRolledBack<P extends object>(harness: HandlerHarness, resource: CustomResource<P>, before: P, after: P) {
  const original = resource.physicalId!;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const updated = await resource.update(after);
  const replacement = resource.physicalId!;
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const restored = await resource.update(before);
  if (replacement !== original) {
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await resource.deleteAs(replacement, after);
  }
  resource.physicalId = original;
  return { updated: updated.attributes, restored: restored.attributes };
}

async function deleted(harness: HandlerHarness, resource: CustomResource<object>, properties: object) {
  harness.stackStatus = 'DELETE_IN_PROGRESS';
  await resource.deleteAs(resource.physicalId!, properties);
}

async function lifeOfAnIndex({ harness, service }: Toy) {
  const index = harness.resource('Custom::Index', 'Index');
  const [before, after] = ['name', 'age'].map((Field) => ({ Label: 'Index', Field }));
  const created = await index.create(before);
  const isActiveAtOnce = service.alive().every((thing) => service.isDone(thing));
  const { updated, restored } = await updatedAndRolledBack(harness, index, before, after);
  const live = service.alive().map(({ content }) => content);
  await deleted(harness, index, before);
  const { Arn: arn } = created.attributes;
  return { isActiveAtOnce, isReplaced: updated.Arn !== arn, isRestored: restored.Arn === arn, live, left: service.alive().length };
}

async function lifeOfAReport({ harness, service }: Toy) {
  const report = harness.resource('Custom::Report', 'Report');
  const [before, after] = ['all', 'some'].map((Query) => ({ Label: 'Report', Query, Request: { MembershipIdentifier: MEMBERSHIP } }));
  const created = await report.create(before);
  const { updated, restored } = await updatedAndRolledBack(harness, report, before, after);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const again = await report.update(after);
  await deleted(harness, report, after);
  return {
    isRestored: restored.Name === created.attributes.Name,
    isAdopted: again.attributes.Name === updated.Name,
    started: service.things.map(({ content }) => content),
  };
}

/** What parcels use: it is there after a while. */
const supply = ({ service }: Toy, goods: string, hasFailed = false) => service.things.push({
  arn: goods, name: goods, tags: {}, content: undefined, hasFailed, createdAt: service.now(),
});
const parcelOf = (Goods: string) => ({ Label: 'Parcel', Goods, Request: { MembershipIdentifier: MEMBERSHIP } });
const sent = ({ service }: Toy) => service.things.map(({ content }) => content).filter((content) => content !== undefined);

async function lifeOfAParcel(toy: Toy) {
  const { harness } = toy;
  const parcel = harness.resource('Custom::Parcel', 'Parcel');
  const [before, after] = ['books', 'records'].map(parcelOf);
  ['books', 'records'].forEach((goods) => supply(toy, goods));
  const created = await parcel.create(before);
  const { updated, restored } = await updatedAndRolledBack(harness, parcel, before, after);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const again = await parcel.update(after);
  await deleted(harness, parcel, after);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const anew = await parcel.create(after);
  const isAdopted = [again, anew].every(({ attributes }) => attributes.Name === updated.Name);
  return { isRestored: restored.Name === created.attributes.Name, isAdopted, sent: sent(toy) };
}

async function lifeOfSettings({ harness, service }: Toy) {
  const settings = harness.resource('Custom::Settings', 'Settings');
  const [before, after] = ['red', 'green'].map((Color) => ({ Label: 'Settings', Color, Request: { MembershipIdentifier: MEMBERSHIP } }));
  const created = await settings.create(before);
  const { updated, restored } = await updatedAndRolledBack(harness, settings, before, after);
  const there = service.settings.get(MEMBERSHIP);
  await deleted(harness, settings, before);
  return { colors: [created.attributes, updated, restored].map(({ Color }) => Color), there, left: service.settings.size };
}

const LIVES = [
  { kind: 'declared', live: lifeOfAnIndex, end: { isActiveAtOnce: true, isReplaced: true, isRestored: true, live: [{ field: 'name' }], left: 0 } },
  { kind: 'run', live: lifeOfAReport, end: { isRestored: true, isAdopted: true, started: ['all', 'some'] } },
  { kind: 'listed run', live: lifeOfAParcel, end: { isRestored: true, isAdopted: true, sent: ['books', 'records'] } },
  { kind: 'singleton', live: lifeOfSettings, end: { colors: ['red', 'green', 'red'], there: { color: 'red' }, left: 0 } },
];

test.each(LIVES)('a $kind type goes through create, update, rollback and delete', async ({ live, end }) => {
  expect(await live(toys())).toEqual(end);
});

describe.each(LIVES)('with any call going wrong once, a $kind type comes to the same end', ({ live, end }) => {
  test.each(FAULTS)('%s', async (kind) => {
    const calm = toys();
    await live(calm);

    for (let at = 0; at < calm.service.calls.length; at++) {
      const toy = toys();
      toy.service.fault = { at, kind };
      expect({ at, ...await live(toy) }).toEqual({ at, ...end });
    }
  });
});

test('what has failed to become active fails the deployment, and is made anew by the next one', async () => {
  const { harness, service } = toys();
  const index = harness.resource('Custom::Index', 'Index');
  service.failing = true;
  await expect(index.create({ Label: 'Index', Field: 'name' })).rejects.toThrow(/^Index "Index" \(Create\): \S+ is CREATE_FAILED: no room$/);
  service.failing = false;

  await index.create({ Label: 'Index', Field: 'name' });

  expect(service.alive()).toHaveLength(1);
});

test('what is inactive is no success unless it was in use', async () => {
  const { harness, service } = toys();
  const index = harness.resource('Custom::Index', 'Index');
  const properties = { Label: 'Index', Field: 'name' };
  service.isInactive = true;
  await expect(index.create(properties)).rejects.toThrow(/\(Create\): \S+ is INACTIVE, and it was never in use; deploy again to make another one$/);
  service.isInactive = false;
  const { attributes } = await index.create(properties);

  service.isInactive = true;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const updated = await index.update(properties);

  expect(updated.attributes).toEqual(attributes);
});

test('a run without tags is recognised by its name when the ledger was lost', async () => {
  const { harness, service } = toys();
  const report = harness.resource('Custom::Report', 'Report');
  const properties = { Label: 'Report', Query: 'all', Request: { MembershipIdentifier: MEMBERSHIP } };
  const created = await report.create(properties);
  harness.forget();
  harness.stackStatus = 'UPDATE_IN_PROGRESS';

  const updated = await report.update(properties);

  expect(updated.attributes.Name).toBe(created.attributes.Name);
  expect(service.things).toHaveLength(1);
});

describe('a run that uses another one', () => {
  test('is started when that has ended well, and not before', async () => {
    const toy = toys();
    supply(toy, 'books');
    const parcel = toy.harness.resource('Custom::Parcel', 'Parcel');
    const creation = await parcel.begin('Create', parcelOf('books'));

    await toy.harness.look(creation);
    expect(sent(toy)).toEqual([]);
    // What waits does not ask CloudFormation, nor send anything.
    expect(toy.service.calls).toEqual(['ListParcels', 'GetGoods']);

    await parcel.run(creation);
    expect(sent(toy)).toEqual(['books']);
  });

  test('is not started with one that has failed', async () => {
    const toy = toys();
    supply(toy, 'books', true);

    await expect(toy.harness.resource('Custom::Parcel', 'Parcel').create(parcelOf('books'))).rejects.toThrow('books is CREATE_FAILED, so no parcel was started');
    expect(sent(toy)).toEqual([]);
  });

  test('is started with one that stays unseen, which the service knows more about', async () => {
    const toy = toys();

    await toy.harness.resource('Custom::Parcel', 'Parcel').create(parcelOf('books'));

    expect(sent(toy)).toEqual(['books']);
  });
});

describe('a run that listings alone show', () => {
  test('says why it has failed', async () => {
    const toy = toys();
    supply(toy, 'books');
    toy.harness.advance(60);
    toy.service.failing = true;

    await expect(toy.harness.resource('Custom::Parcel', 'Parcel').create(parcelOf('books'))).rejects.toThrow(/is CREATE_FAILED: it broke/);
  });

  test('counts as there when the listing is of something else', async () => {
    const toy = toys();
    const parcel = toy.harness.resource('Custom::Parcel', 'Parcel');
    ['books', 'records'].forEach((goods) => supply(toy, goods));
    await parcel.create(parcelOf('books'));
    toy.harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await parcel.update(parcelOf('records'));

    const back = await parcel.update(parcelOf('books'));

    expect(back.attributes.Status).toBe('ACTIVE');
    expect(sent(toy)).toEqual(['books', 'records']);
  });

  test('is deleted while it is not known whether it was started, and is waited for when it is made anew', async () => {
    const toy = toys();
    const parcel = toy.harness.resource('Custom::Parcel', 'Parcel');
    supply(toy, 'books');
    toy.harness.advance(60);
    const creation = await parcel.begin('Create', parcelOf('books'));
    toy.service.fault = { at: 2, kind: 'late' };
    await toy.harness.look(creation);
    expect(toy.service.calls).toEqual(['ListParcels', 'GetGoods', 'SendParcel']);

    await deleted(toy.harness, parcel, parcelOf('books'));
    toy.harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await parcel.create(parcelOf('books'));

    expect(sent(toy)).toEqual(['books']);
  });

  test('is not looked at when it is deleted', async () => {
    const toy = toys();
    const parcel = toy.harness.resource('Custom::Parcel', 'Parcel');
    supply(toy, 'books');
    await parcel.create(parcelOf('books'));
    toy.service.calls.splice(0);

    await deleted(toy.harness, parcel, parcelOf('books'));

    expect(toy.service.calls).toEqual([]);
  });
});

describe('a singleton', () => {
  const properties = (Color: string, Adopt = 'false') => ({ Label: 'Settings', Color, Adopt, Request: { MembershipIdentifier: MEMBERSHIP } });

  test('is refused where one is that somebody else put', async () => {
    const { harness, service } = toys();
    service.settings.set(MEMBERSHIP, { color: 'blue' });

    await expect(harness.resource('Custom::Settings', 'Settings').create(properties('red')))
      .rejects.toThrow('Settings "Settings" (Create): there is one already that this resource did not put; declare adopt: true');
    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'blue' });
  });

  test('takes the place of what somebody else put when that is asked for', async () => {
    const { harness, service } = toys();
    service.settings.set(MEMBERSHIP, { color: 'blue' });

    await harness.resource('Custom::Settings', 'Settings').create(properties('red', 'true'));

    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });
  });

  test('is not removed when somebody else has changed it', async () => {
    const { harness, service } = toys();
    const settings = harness.resource('Custom::Settings', 'Settings');
    await settings.create(properties('red'));
    service.settings.set(MEMBERSHIP, { color: 'blue' });

    await deleted(harness, settings, properties('red'));

    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'blue' });
  });

  test('stays when a rename is rolled back, and goes with the resource that had it before', async () => {
    const { harness, service } = toys();
    const [former, latter] = [harness.resource('Custom::Settings', 'Former'), harness.resource('Custom::Settings', 'Latter')];
    await former.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await latter.create(properties('red', 'true'));
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await latter.delete();
    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });

    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await former.delete();
    expect(service.settings.get(MEMBERSHIP)).toBeUndefined();
  });

  test('is what it was before, when a rename with another content is rolled back, and goes with the resource that had it', async () => {
    const { harness, service } = toys();
    const [former, latter] = [harness.resource('Custom::Settings', 'Former'), harness.resource('Custom::Settings', 'Latter')];
    await former.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await latter.create(properties('green', 'true'));
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    service.fault = { at: service.calls.length + 2, kind: 'reply-lost' };
    await latter.delete();
    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });
    expect(service.calls.filter((operation) => operation === 'PutSettings')).toHaveLength(3);

    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await former.update(properties('blue'));
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await former.delete();
    expect(service.settings.get(MEMBERSHIP)).toBeUndefined();
  });

  test.each(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS'])('that was retained and is taken over goes with what took it over (%s)', async (status) => {
    const { harness, service } = toys();
    const [former, latter] = [harness.resource('Custom::Settings', 'Former'), harness.resource('Custom::Settings', 'Latter')];
    await former.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await latter.create(properties('green', 'true'));
    harness.stackStatus = status;
    await latter.delete();
    expect(service.settings.get(MEMBERSHIP)).toBeUndefined();
  });

  test('stays when it is not known yet whether a rename is rolled back', async () => {
    const { harness, service } = toys();
    const [former, latter] = [harness.resource('Custom::Settings', 'Former'), harness.resource('Custom::Settings', 'Latter')];
    await former.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await latter.create(properties('red', 'true'));
    await latter.delete();
    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });
  });

  test('stays when the resource is renamed and takes it over', async () => {
    const { harness, service } = toys();
    const former = harness.resource('Custom::Settings', 'Former');
    await former.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await harness.resource('Custom::Settings', 'Latter').create(properties('red', 'true'));
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

    await former.deleteAs(former.physicalId!, properties('red'));

    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });
  });

  test('is as it was after a rollback, also when what the update put arrives late', async () => {
    const { harness, service } = toys();
    const settings = harness.resource('Custom::Settings', 'Settings');
    await settings.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const update = await settings.begin('Update', properties('green'), properties('red'));
    service.fault = { at: service.calls.length + 1, kind: 'late' };
    await harness.look(update);
    expect(service.calls.slice(-1)).toEqual(['PutSettings']);
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

    await settings.run(await settings.begin('Update', properties('red'), properties('green')));

    harness.advance(10);
    service.arrive();
    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });
  });

  test('is not put for a request that CloudFormation has given up', async () => {
    const { harness, service } = toys();
    const settings = harness.resource('Custom::Settings', 'Settings');
    await settings.create(properties('red'));
    const update = await settings.begin('Update', properties('green'), properties('red'));
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE';

    await expect(settings.run(update)).rejects.toThrow('the stack is not being created or updated any more');

    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'red' });
  });

  test('that somebody else has changed is left alone by an update that changes nothing about it', async () => {
    const { harness, service } = toys();
    const settings = harness.resource('Custom::Settings', 'Settings');
    await settings.create(properties('red'));
    service.settings.set(MEMBERSHIP, { color: 'blue' });
    harness.stackStatus = 'UPDATE_IN_PROGRESS';

    await settings.update(properties('red', 'true'));

    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'blue' });
  });

  test('that somebody else has changed is left alone by a rollback', async () => {
    const { harness, service } = toys();
    const settings = harness.resource('Custom::Settings', 'Settings');
    await settings.create(properties('red'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await settings.update(properties('green'));
    service.settings.set(MEMBERSHIP, { color: 'blue' });
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

    await settings.update(properties('red'));

    expect(service.settings.get(MEMBERSHIP)).toEqual({ color: 'blue' });
  });
});
