import type { KnownBlock, ModalView } from '@slack/types';
import type { CardButton, Reader } from '../src/cases/card.js';
import type { CaseNo, HistoryEntry, Notice, Role } from '../src/cases/case.js';
import type { NoticeDraft } from '../src/cases/circumstances.js';
import type { Form, FormValues } from '../src/cases/form.js';
import type { HistoryWords } from '../src/cases/history.js';
import type { Standing } from '../src/cases/standing.js';
import type { Ticket } from '../src/cases/ticket/index.js';
import type { Printer } from '../src/documents/papers.js';
import type { Asked } from '../src/slack/app/handlers.js';
import type { Listeners } from '../src/slack/app/listeners.js';
import type { Desk } from '../src/slack/desk.js';
import type { Message, ShownBlock } from '../src/slack/messages/blocks.js';
import type { SubmissionResult, SubmittedView } from '../src/slack/modals/submissions.js';
import type { Person } from '../src/slack/people/people.js';
import type { CaseRecord } from '../src/store/cases.js';
import type { WithHistory } from '../src/store/histories.js';

type ByWord<Value> = Readonly<Record<string, Value>>;

/** What is shown to whoever asks for it; `rest` is what he typed behind the word. */
export type List = (asked: Asked, rest: string) => Promise<Message>;

/** A press on an entry or on what it stands for; `target` is what the button carries. */
export type Press = (asked: Asked, target: string, triggerId: string) => Promise<void>;

/** A form of a register's command: what is asked of an entry, and what becomes of the answer. `target` is what the modal remembers. */
export interface RegisterForm {
  form(asked: Asked, target: string): Promise<Form>;
  /** The words of its title, where those of the press of its name do not say what it is for. */
  title?(target: string): string;
  /** The words of the button that sends it, where it does not save. */
  submit?(asked: Asked): string;
  /** Lines above the fields. */
  above?(asked: Asked, target: string): Promise<readonly string[]>;
  /** How what is edited stands now; undefined for what does not exist yet. */
  known?(asked: Asked, target: string): Promise<Known | undefined>;
  /** `version`: of what is edited, which the values were made for; 'again' when it is another one by now. */
  save(
    asked: Asked,
    target: string,
    values: FormValues,
    viewId: string,
    version: number | undefined,
    view: SubmittedView,
  ): Promise<SubmissionResult | 'again'>;
}

/** What is known of something that a form edits. */
export interface Known {
  readonly values: FormValues;
  readonly version: number;
  readonly history: readonly HistoryEntry[];
}

/** A press on a case that only shows something: which case, and the moment's right to open a modal. */
export interface CasePress {
  readonly no: CaseNo;
  readonly triggerId: string;
  /** Of this press alone. */
  readonly key: string;
  /** Pressed in a modal: another one goes on top of it. */
  readonly isInModal: boolean;
}

/** What a form shows besides its fields: worked out from the case, the diary and the records. */
export interface Review {
  readonly above?: readonly string[];
  /** Lines below a field, by its name. */
  readonly below?: ByWord<readonly string[]>;
  /** What it shows once what was late for it has come. */
  readonly late?: Promise<Review> | undefined;
}

/**
 * What stands against an answer to a form: it is asked about above the form, once as it stands, or gives the decision more to go by. Of an
 * action without a form, by `<kind>.<action>`, only the latter.
 */
export type Objection = { readonly blocks: readonly KnownBlock[]; readonly asked: string } | { readonly values: FormValues };

/** An answer to a form before it is decided; `asked`: what its person was asked already, `blocks`: what his modal shows. */
export interface Answered {
  readonly desk: Desk;
  readonly reader: Reader;
  readonly record: CaseRecord;
  readonly values: FormValues;
  readonly asked: string | undefined;
  readonly blocks: readonly { readonly block_id?: string }[];
}

/** A form that was accepted: by whom, on which case, with which values. */
export interface Followed {
  readonly desk: Desk;
  readonly person: Person;
  readonly reader: Reader;
  readonly record: CaseRecord;
  readonly values: FormValues;
}

/** Who looks something up, and in the modal of which case. */
export interface Asking {
  readonly user: string;
  readonly no: CaseNo | undefined;
  /** What the modal of a register is about. */
  readonly target: string | undefined;
}

/** Something of ours that a field of this name names: a ticket, a device. */
export interface Named {
  /** Its number as we write it, if it is there. */
  find(desk: Desk, typed: string): Promise<string | undefined>;
  /** The sentence for what is not there; it is given `no` as typed. */
  readonly missing: string;
  /** What matches the typed words, by number with its label; `asking` is who looks it up, and in the modal of which case, if of one. */
  options?(desk: Desk, typed: string, asking: Asking): Promise<readonly (readonly [no: string, label: string])[]>;
}

/** An entry of a register, and what it is called. */
export interface Entry extends WithHistory {
  readonly name?: string;
  readonly title?: string;
}

/** A register's entries, found by their number. */
export interface Entries {
  readonly prefix: string;
  /** How their history speaks of them. */
  readonly inHistory?: HistoryWords;
  get(desk: Desk, no: string): Promise<Entry | undefined>;
}

/** Something known that a description may be about, as it stands below it. */
export interface Recognised {
  readonly no: CaseNo;
  readonly words: string;
  /** There is something in it that helps. */
  readonly hasFix: boolean;
}

/** What a ticket has besides what was typed, and who hears that it was logged. */
interface LoggedWith {
  readonly data: object;
  tell(ticket: CaseNo, isSolved: boolean, at: Date): readonly NoticeDraft[];
}

/** What is known of what somebody describes while he logs it; nobody waits for it. */
export interface Recognition {
  /** What fits, the likeliest first: what was chosen before all, none of what was waved away. */
  find(
    desk: Desk,
    reader: Reader,
    values: FormValues,
    said: { readonly chosen?: CaseNo | undefined; readonly waved: ReadonlySet<CaseNo> },
  ): Promise<readonly Recognised[]>;
  /** What using it fills in; undefined for what is not there any more. */
  fill(desk: Desk, reader: Reader, no: CaseNo): Promise<FormValues | undefined>;
  /** What many call about just now, where this ticket is or may be of it: what its caller is told, and the press that links it. */
  happening(
    desk: Desk,
    reader: Reader,
    ticket: Pick<Ticket, 'no' | 'data'>,
  ): Promise<{ readonly lines: readonly string[]; readonly presses: readonly CardButton[] }>;
  /** What a ticket has, and whom it tells, that is logged with this; undefined for a number of something else. */
  loggedWith(no: CaseNo): LoggedWith | undefined;
  /** The press that makes something known of a case that was solved with nothing known. */
  offer(no: CaseNo, reader: Reader): CardButton;
}

/** Where something stands among what all subjects bring: the smaller, the earlier. */
interface Placed {
  readonly place: number;
}

/** Lines at the foot of `/desk`. */
export interface DeskLines extends Placed {
  lines(asked: Asked): Promise<readonly string[]>;
}

/**
 * A figure of the desk, in `/desk` and in the Home of those who lead: a press that opens its list. The first five by place are the
 * head; of the others only those are shown that are more than none. Words: `<name>.figure.<word>`.
 */
export interface Figure extends Placed {
  /** Its sign when it is more than none; none of it is well. Without one it is neither. */
  readonly standing?: Standing;
  /** Its list, as a button carries it: `ticket late`. */
  readonly list: string;
  count(asked: Asked): Promise<number>;
  /** The first of its list, a short line each: in `/desk` they stand with it. */
  few?(asked: Asked): Promise<readonly string[]>;
}

/** A list that the readers of a page of help ask for most: a press there. `report`: where one asks which reports there are. */
export interface HelpList extends Placed {
  readonly page: 'agent' | 'engineer' | 'operations' | 'leader' | 'report';
  /** As a button carries it: `ticket open`. */
  readonly list: string;
}

/** A part of Home, for whoever has one of these roles; for everybody, if none is named. */
export interface HomeSection extends Placed {
  readonly roles?: readonly Role[];
  blocks(asked: Asked): Promise<KnownBlock[]>;
}

/**
 * A subject of the desk: everything that people can do about it, in one place. The machinery in commands/shared reads it and knows no
 * subject; all but the name may be left out. Words stand in src/locales/<name>.<locale>.json.
 */
export interface Subject {
  readonly name: string;
  /** Its slash command, as manifest.yml has it. `/desk` reaches it too, by the words under `<name>.commandWords`. */
  readonly command?: `/${string}`;
  /** Other names of the command, which no manifest has. */
  readonly also?: readonly `/${string}`[];
  answer?(asked: Asked, text: string, triggerId: string): Promise<void>;
  /** Presses on its entries, `case:<name>.<press>`, and the forms that they open, `<name>.<form>`. */
  readonly presses?: ByWord<Press>;
  readonly forms?: ByWord<RegisterForm>;
  /** Forms by callback id that everybody with a role may fill in, besides those of actions. */
  readonly openForms?: readonly string[];
  /** Lists by word: shared to a channel, and shown on where they had no room. What people may type: `<name>.listWord.<word>`. */
  readonly lists?: ByWord<List>;
  /** Lists that are shown on, not shared; the empty word stands for whatever else was typed. */
  readonly ownLists?: ByWord<List>;
  /** Presses on a case that only show something, `case:<view>`. */
  readonly views?: ByWord<(asked: Asked, press: CasePress) => Promise<void>>;
  /** Of the forms of actions, by callback id: what they show besides their fields, what is told and what follows when they were accepted. */
  readonly reviews?: ByWord<(desk: Desk, record: CaseRecord, reader: Reader, values: FormValues) => Promise<Review>>;
  readonly objections?: ByWord<(answered: Answered) => Promise<Objection>>;
  /** Of actions by name: what whoever pressed one is told, where nobody else sees what it did. */
  readonly confirms?: ByWord<(record: CaseRecord, reader: Reader) => string>;
  readonly told?: ByWord<(record: CaseRecord, reader: Reader, title: string) => ModalView | undefined>;
  readonly follows?: ByWord<(followed: Followed) => Promise<ModalView | undefined>>;
  /** What fields of every form name, by the field's name. */
  readonly named?: ByWord<Named>;
  readonly entries?: Entries;
  /** Actions that can be ordered by word after `@bot` in a thread; a function answers by itself. Words: `<name>.mention.<word>`. */
  readonly mentions?: ByWord<'action' | ((asked: Asked, no: CaseNo) => Promise<Message>)>;
  /** What a word gets wherever it is said. Words: `<name>.direct.<word>`; said within a sentence to the bot alone: `<name>.within.<word>`. */
  readonly directs?: ByWord<(asked: Asked) => Promise<void>>;
  readonly known?: Recognition;
  /** Presses for words behind `/desk` that nobody knows. */
  offers?(asked: Asked, typed: string): readonly CardButton[];
  /** Takes up what somebody described to the bot alone. */
  described?(asked: Asked, text: string): Promise<Message>;
  /** What sentences of its notices say that has to be looked up, by the names that stand in the words. */
  lookedUp?(desk: Desk, record: CaseRecord, notice: Notice, reader: Reader): Promise<Readonly<Record<string, string>>>;
  /** Somebody deleted a file in Slack, by its id: what the subject keeps besides cases says so. */
  fileGone?(desk: Desk, file: string): Promise<void>;
  /** Papers of its cases, which notices bring. Words: `<name>.paper.<paper>`. */
  readonly papers?: ByWord<Printer>;
  readonly figures?: ByWord<Figure>;
  readonly deskLines?: DeskLines;
  /** A chart below the figures of `/desk`; none, where there is nothing to draw. */
  deskChart?(asked: Asked): Promise<ShownBlock | undefined>;
  /** The table below the head of `/desk`. */
  deskTable?(asked: Asked): Promise<Message>;
  /** What `/desk <word>` shows. Words: `<name>.deskView.<word>`. */
  readonly deskViews?: ByWord<List>;
  /** Those of them that refuse whoever does not lead: help names them to nobody else. */
  readonly leadersViews?: readonly string[];
  /** What the pages of help offer of it. Words: `<name>.helpList.<word>`. */
  readonly helpLists?: ByWord<HelpList>;
  readonly homeSections?: readonly HomeSection[];
  /** Callback ids of shortcuts, and events, that `listen` listens to. */
  readonly shortcuts?: readonly string[];
  readonly events?: readonly string[];
  /** Only for what fits nowhere else. */
  listen?(app: Listeners, desk: Desk): void;
}
