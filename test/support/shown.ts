/** A choice of a select or a radio as Slack sends it. */
export const option = (value: string) => ({ value, text: { type: 'plain_text', text: value } });

/** All words that a message shows. */
export const shownIn = (message: { text: string; blocks?: unknown }): string =>
  `${message.text}\n${JSON.stringify(message.blocks ?? '')}`.replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1');

/** Tries until it does not throw, for at most 20 seconds unless told otherwise: generous, so that a busy machine fails no test. */
export async function eventually<T>(probe: () => T | Promise<T>, forMs = 20_000): Promise<T> {
  const until = Date.now() + forMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}
