import { leads } from '../../src/cases/case.js';
import { type Form, textIn } from '../../src/cases/form.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { moveGroup } from '../../src/slack/groups.js';
import { actionsBlock, type Message, tableMessage } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { NEW, openForm, type RegisterCommand, type RegisterForm, registerButton } from '../shared/registers.js';

const MOST_NAMED = 20;
/** Slack shows at most 100 options. */
const MOST_OPTIONS = 100;

const namedIn = ({ desk }: Asked): string[] => Object.keys(desk.settings.operations.groups);

/** The groups, what hangs on each, and who is in it; first those that the settings do not know. */
export async function listGroups(asked: Asked): Promise<Message> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const named = namedIn(asked);
  const [uses, members] = await Promise.all([desk.groupUses.all(), desk.people.operationsGroups()]);
  const lost = uses.filter(({ group }) => !named.includes(group)).map(({ group }) => group);
  const { registers } = desk.groupUses;
  const head = [
    t('shared.table.group'),
    ...registers.map(({ name }) => t(`${name}.entries`)),
    ...['open', 'members'].map((column) => t(`shared.table.${column}`)),
  ];
  const rows = [...lost, ...named].map((group) => {
    const { entries = {}, open = 0 } = uses.find((use) => use.group === group) ?? {};
    const who = members[group];
    return [
      group,
      ...registers.map(({ name }) => String(entries[name] ?? 0)),
      String(open),
      who ? String(who.length) : t('project.orphan'),
    ];
  });
  const footer = lost.length > 0 ? t('project.orphans', { list: lost.join(', ') }) : undefined;
  const message = tableMessage({ title: t('project.groups'), head, rows, from: asked.from, again: 'project groups', footer }, t);
  const move = leads(person) && uses.length > 0 ? [registerButton('project', 'moveGroup', NEW, reader, { style: 'primary' })] : [];
  return { ...message, blocks: [...message.blocks, ...actionsBlock(move, [], t)] };
}

const choice = (name: string, groups: readonly string[]) => ({
  name,
  kind: 'choice' as const,
  options: groups.slice(0, MOST_OPTIONS),
  optionLabels: Object.fromEntries(groups.map((group) => [group, group])),
  isRequired: true,
});

/** Moves everything of one group to another: for those who lead. */
export const moveGroupForm: RegisterForm = {
  async form(asked): Promise<Form> {
    const named = namedIn(asked);
    const used = (await asked.desk.groupUses.all()).map(({ group }) => group);
    const lost = used.filter((group) => !named.includes(group));
    return {
      name: 'project.moveGroup',
      fields: [choice('from', [...lost, ...named.filter((one) => used.includes(one))]), choice('to', named)],
    };
  },
  above: async ({ reader }) => [reader.t('project.moveGroupHow')],
  async save(asked, _target, values) {
    const { desk, person, reader } = asked;
    const { t } = reader;
    if (!leads(person)) return { errors: { from: t('shared.refusal.leadersOnly') } };
    const [from = '', to = ''] = [textIn(values, 'from'), textIn(values, 'to')];
    if (from === to) return { errors: { to: t('project.refusal.sameGroup') } };
    const { moved, stayed } = await moveGroup(desk, from, to, person);
    const left = stayed.slice(0, MOST_NAMED).map(({ no, why }) => `• ${no}: ${t(`project.stayed_${why}`)}`);
    return { show: tellingModal(t('shared.modal.done'), [t('project.movedGroup', { n: moved, from, to }), ...left], t) };
  },
};

/** Opens that form, for who may submit it. */
export const moveGroupPress =
  (register: () => RegisterCommand): RegisterCommand['presses'][string] =>
  async (asked, target, triggerId) =>
    leads(asked.person)
      ? openForm(asked, register(), 'moveGroup', target, {}, triggerId)
      : asked.answer(asked.reader.t('shared.refusal.leadersOnly'));
