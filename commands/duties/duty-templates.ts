import { MOST_LINES } from '../../src/cases/duty/form.js';
import type { Duty } from '../../src/cases/duty/plan.js';
import { DUTY_TEMPLATES } from '../../src/cases/duty/templates.js';
import { textIn } from '../../src/cases/form.js';
import { groupField, groupsOf } from '../../src/cases/group.js';
import { hasText } from '../../src/locales/index.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow, wholeDay } from '../../src/slack/people/policy.js';
import type { RegisterForm } from '../shared/registers.js';

/** Which templates a group has not switched on yet. */
const templateOptions = (duties: readonly Duty[], group: string | undefined) =>
  DUTY_TEMPLATES.filter(({ id }) => !duties.some((duty) => duty.template === id && duty.group === group));

/** Switches shipped duties on for a group, as many as are ticked. Rules H1–H13. */
export const templatesForm: RegisterForm = {
  async form({ desk, person, reader: { t } }) {
    const groups = groupsOf(person, await policyNow(desk));
    const label = ({ id, recurrence }: (typeof DUTY_TEMPLATES)[number]) =>
      `${id} ${t(`duty.template.${id}.name`)} · ${t(`duty.recurrence.${recurrence}`)}`;
    // One block of Slack's checkboxes has at most ten options.
    const boxes = Array.from({ length: Math.ceil(DUTY_TEMPLATES.length / MOST_LINES) }, (_, n) => ({
      name: `templates${n}`,
      kind: 'checks' as const,
      labelKey: n === 0 ? 'duty.field.templates' : 'duty.field.moreTemplates',
      options: DUTY_TEMPLATES.slice(n * MOST_LINES, (n + 1) * MOST_LINES).map(({ id }) => id),
      optionLabels: Object.fromEntries(DUTY_TEMPLATES.map((template) => [template.id, label(template)])),
    }));
    return {
      name: 'duty.templates',
      fields: [groupField(groups), { name: 'owner', kind: 'person' }, ...boxes],
    };
  },
  async save(asked, _target, values) {
    const { desk, person, reader } = asked;
    const { t, locale } = reader;
    const group = textIn(values, 'group') ?? '';
    const chosen = Object.entries(values).flatMap(([name, value]) => (name.startsWith('templates') && Array.isArray(value) ? value : []));
    if (chosen.length === 0) return { errors: { templates0: t('shared.invalid.required') } };
    const fresh = templateOptions(await desk.duties.all(), group).filter(({ id }) => chosen.some((one) => one === id));
    const at = desk.clock.now().toJSDate();
    const enabledOn = await wholeDay(desk);
    const added: string[] = [];
    for (const { id, ...template } of fresh) {
      const lines = hasText(`duty.template.${id}.lines`, locale) ? t(`duty.template.${id}.lines`).split('\n') : [];
      const name = `${id} ${t(`duty.template.${id}.name`)}`;
      const data = { ...template, name, group, owner: textIn(values, 'owner'), lines, template: id, enabledOn };
      const written = await desk.duties.add(data, person.id, at);
      if (written.ok) added.push(`• ${written.entry.no} ${name}`);
    }
    const words =
      added.length > 0 ? t('duty.switchedOn', { n: added.length, group, list: added.join('\n') }) : t('duty.allOnAlready', { group });
    return { show: tellingModal(t('shared.modal.done'), [words], t) };
  },
};
