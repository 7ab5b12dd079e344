/** The histogram in which the bot notes how long it worked on each request, in seconds. */
interface Handling {
  observe(labels: Partial<Record<'kind' | 'name', string | number>>, seconds: number): void;
}

/** How many requests of each kind the bot has worked through since this began to count. */
export class Worked {
  private readonly times = new Map<string, number>();

  constructor({ handling }: { readonly handling: Handling }) {
    const observe: Handling['observe'] = handling.observe.bind(handling);
    handling.observe = (labels, seconds) => {
      const kind = String(labels.kind);
      this.times.set(kind, this.of(kind) + 1);
      observe(labels, seconds);
    };
  }

  of(kind: string): number {
    return this.times.get(kind) ?? 0;
  }
}
