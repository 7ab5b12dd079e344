import type { CaseNo } from '../../cases/case.js';
import type { Done } from '../../store/outbox-stages.js';
import type { Message } from '../messages/blocks.js';
import { failureOf } from './delivery.js';
import type { Posting, SenderParts } from './posting.js';

/** A form is known by its file's id, everything else by its message's time. */
const isFile = (ts: string): boolean => ts.startsWith('F');

/** Takes back what two senders sent. */
export class Retraction {
  constructor(
    private readonly parts: SenderParts,
    private readonly posting: Posting,
  ) {}

  /** Takes a message back whose notice another sender has recorded with a message of his own: of the two, the recorded one stands. */
  async retract(no: CaseNo, { sent }: Done): Promise<void> {
    if (sent?.ts) await this.retractPart(sent, [{ record: { no }, notice: { id: sent.id } }], () => undefined);
  }

  /** The same of a message that tells several notices: it is written anew with those that stand, or taken back when none does. */
  async retractPart<Item extends { readonly record: { readonly no: CaseNo }; readonly notice: { readonly id: string } }>(
    { channel, ts }: { readonly channel: string; readonly ts: string },
    items: readonly Item[],
    rewritten: (standing: readonly Item[]) => Message | undefined,
  ): Promise<void> {
    const { store } = this.parts;
    try {
      const stands = await Promise.all(items.map(({ record, notice }) => store.stands(record.no, { id: notice.id, ts })));
      if (stands.every(Boolean)) return;
      const message = stands.some(Boolean) ? rewritten(items.filter((_, n) => stands[n])) : undefined;
      if (message) await this.posting.update({ channel, ts }, message, undefined);
      else await this.takeBack({ channel, ts });
    } catch (error) {
      this.couldNotTakeBack({ channel, ts }, error);
    }
  }

  /** Deletes a message or file that another sender's stands for. */
  async takeBack({ channel, ts }: { readonly channel: string; readonly ts: string }): Promise<void> {
    const { client, log } = this.parts;
    log.warn({ channel, ts }, 'another sender had sent a notice too: this one is taken back');
    const taken = isFile(ts) ? client.files.delete({ file: ts }) : client.chat.delete({ channel, ts });
    await taken.catch((error: unknown) => this.couldNotTakeBack({ channel, ts }, error));
  }

  private couldNotTakeBack({ channel, ts }: { readonly channel: string; readonly ts: string }, error: unknown): void {
    this.parts.log.error({ channel, ts, reason: failureOf(error).reason }, 'a message that was sent twice could not be taken back');
  }
}
