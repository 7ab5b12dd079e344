import type { ModalView } from '@slack/types';
import type { CaseNo } from '../../src/cases/case.js';
import { kindOfNo } from '../../src/cases/kinds.js';
import { phonesIn } from '../../src/cases/phones.js';
import { actionOf } from '../../src/cases/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { Built } from '../../src/slack/modals/timely.js';

/** The field of every form that holds a number and nothing else. */
const PHONE = 'phone';
const SHOW = 'showPhone';

interface Input {
  readonly type: string;
  readonly block_id?: string | undefined;
  readonly element?: object;
}

/** Does a modal begin with somebody's telephone number, in its own field or within a text? */
const showsNumbers = ({ blocks }: ModalView): boolean =>
  (blocks as readonly Input[]).some(({ type, block_id, element }) => {
    const initial = type === 'input' && element && 'initial_value' in element ? String(element.initial_value) : '';
    return initial !== '' && (block_id === PHONE || phonesIn(initial).length > 0);
  });

/**
 * A modal about a case, once it is recorded who sees the numbers in it, as with *Show phone*. Whoever may not see them is told so
 * instead.
 */
export async function withNumbersRecorded(asked: Asked, no: CaseNo, key: string, modal: Built): Promise<Built> {
  const { desk, person, reader } = asked;
  const kind = kindOfNo(no);
  if (!kind || !actionOf(kind, SHOW) || !showsNumbers(modal.view)) return modal;
  const result = await act(desk, person, no, SHOW, {}, `${key}:${SHOW}`);
  if (result.ok || result.code === 'noPhone') return modal;
  return { view: tellingModal(modal.view.title.text, [refusalInWords(result, reader.now, reader.locale)], reader.t) };
}
