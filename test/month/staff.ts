import { PEOPLE } from '../../src/sandbox/sample.js';
import { type TestDesk, WHO } from '../support/desk.js';

/** What somebody is at the desk. */
export type Part = 'agent' | 'engineer' | 'supervisor' | 'head';

export interface Person {
  readonly id: string;
  readonly part: Part;
  /** One who wants the figures to look better than the work was. */
  readonly isCheat?: boolean;
  /** When he left, in milliseconds since 1970. */
  leftAt?: number;
}

const KNOWN: readonly Person[] = [
  { id: WHO.agent, part: 'agent' },
  { id: WHO.anna, part: 'agent' },
  { id: WHO.engineer, part: 'engineer' },
  { id: WHO.tom, part: 'engineer', isCheat: true },
  { id: WHO.supervisor, part: 'supervisor' },
  { id: WHO.head, part: 'head' },
];

const newcomers = (part: Part, n: number, more: object = {}): Person[] =>
  Array.from({ length: n }, (_, index) => ({
    id: `U${part.slice(0, 3).toUpperCase()}${String(index + 1).padStart(3, '0')}`,
    part,
    ...more,
  }));

/** Everybody at the desk: so many engineers, two of whom cheat; agents, supervisors and a head. */
export class Staff {
  readonly people: Person[];

  constructor(engineers: number) {
    const cheat = newcomers('engineer', 1, { isCheat: true });
    const others = newcomers('engineer', engineers - 2).slice(1);
    this.people = [
      ...KNOWN.map((person) => ({ ...person })),
      ...newcomers('agent', 2),
      ...newcomers('supervisor', 1),
      ...[...cheat, ...others].slice(0, engineers - 2),
    ];
  }

  /** The settings that give everybody his part. */
  get roles(): Readonly<Record<'agents' | 'engineers' | 'supervisors' | 'heads', readonly string[]>> {
    const of = (part: Part): string[] => this.people.filter((one) => one.part === part).map(({ id }) => id);
    return { agents: of('agent'), engineers: of('engineer'), supervisors: of('supervisor'), heads: of('head') };
  }

  /** Who looks after which machines. */
  get groups(): Readonly<Record<string, readonly string[]>> {
    const engineers = this.roles.engineers;
    const half = Math.ceil(engineers.length / 2);
    return { 收银组: engineers.slice(0, half), 服务器组: engineers.slice(half) };
  }

  async join(desk: TestDesk): Promise<void> {
    const known = new Set(KNOWN.map(({ id }) => id));
    for (const { id } of this.people) if (!known.has(id)) await desk.newcomer('member', this.nameOf(id), id);
  }

  /** By what name he is known, and would sign. */
  nameOf(id: string): string {
    return PEOPLE.find((person) => person.id === id)?.realName ?? `Kim ${id}`;
  }

  /** Is this the name of one of us, who cannot consent for a customer? */
  isColleague(name: string): boolean {
    return this.people.some(({ id }) => this.nameOf(id) === name);
  }

  find(id: string): Person | undefined {
    return this.people.find((person) => person.id === id);
  }

  present(...parts: readonly Part[]): Person[] {
    return this.people.filter(({ part, leftAt }) => leftAt === undefined && (parts.length === 0 || parts.includes(part)));
  }

  isPresent = (id: string): boolean => this.find(id) !== undefined && this.find(id)?.leftAt === undefined;
  leads = (id: string): boolean => ['supervisor', 'head'].includes(this.find(id)?.part ?? '');
  /** May he accept work? */
  works = (id: string): boolean => this.leads(id) || this.find(id)?.part === 'engineer';
  isCheat = (id: string): boolean => this.find(id)?.isCheat === true;

  async leave(desk: TestDesk, id: string, at: number): Promise<void> {
    const person = this.find(id);
    if (person) person.leftAt = at;
    await desk.deactivate(id);
  }
}
