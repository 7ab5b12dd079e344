import { type Slot, timesOf } from '../../time/slots.js';
import type { Circumstances } from '../circumstances.js';
import { answersFor } from '../group.js';
import type { Decided } from '../rules.js';
import { openCase } from '../settle.js';
import { type Cycle, isAskedOn, type Since } from './check-item.js';
import type { InspectionData, InspectionState, Subject } from './inspection.js';
import { sharesAtOpening } from './shares.js';
import { inspectionKind } from './workflow.js';

/** The identity of a group's turn: the same one is opened once, by whichever process is first. */
export const turnOf = (cycle: Cycle, group: string, { day }: Pick<Slot, 'day'>): string => `inspect:${cycle}:${group}:${day}`;

/** A group's inspection of one turn, with the items of its enabled projects or devices; undefined when there is nothing to look at. */
export function openInspection(
  turn: { readonly cycle: Cycle; readonly group: string; readonly slot: Slot; readonly all: readonly Inspectable[] },
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<InspectionData, InspectionState> {
  const { cycle, group, slot } = turn;
  const times = timesOf(slot, circumstances.now, circumstances.policy.calendar);
  const subjects = inspected(turn.all, cycle, slot.day);
  const shares = sharesAtOpening(subjects, circumstances.policy.people.groups[group] ?? []);
  const data: InspectionData = { cycle, group, day: slot.day, ...times, subjects, results: {}, ...(shares ? { shares } : {}) };
  const owner = answersFor(group, circumstances.policy) ?? circumstances.actor.id;
  return openCase(inspectionKind, { ...start, state: 'open', owner, data }, circumstances);
}

/** What can be looked at: a project or a device with its check items. */
export type Inspectable = Subject & { readonly isEnabled: boolean; readonly since?: Since | undefined };

/** What is looked at in the turn of a day, ISO: what is enabled and has items of its cycle since before that day's work began. Rule G1. */
export const inspected = (all: readonly Inspectable[], cycle: Cycle, day: string): Subject[] =>
  all
    .filter(({ isEnabled, since }) => isEnabled && isAskedOn(since, cycle, day))
    .map(({ no, name, customer, site, items }) => ({ no, name, customer, site, items: items.filter((item) => item.cycle === cycle) }))
    .filter(({ items }) => items.length > 0);
