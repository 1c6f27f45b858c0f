import type { ChangeValue } from '../../../model/change.ts';
import { unseen } from '../../../unseen.ts';
import { printable } from '../../printable.ts';

/** Text of somebody else on one line, without characters that nobody sees or that turn the line around. */
export function shown(text: string): string {
  return printable(text);
}

/** The same of text over several lines. */
export function shownLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

const UNSEEN = unseen('\\t\\n');

/** Whether there is more in a text than somebody who reads it sees. */
export function hasUnseen(text: string): boolean {
  return text.search(UNSEEN) >= 0;
}

/** A value as the items that it has; none for null. */
export function itemsOf(value: ChangeValue): readonly string[] {
  if (value === null) return [];
  return (typeof value === 'object' ? value : [String(value)]).map(shown);
}

/** `2026-11-20 02:00 UTC` of a time in ISO 8601; the text itself if it is none. */
export function minuteOf(time: string): string {
  const [, day, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(time) ?? [];
  return day === undefined ? shown(time) : `${day} ${minute} UTC`;
}

/** `2026-11-20` of a time in ISO 8601. */
export function dayOf(time: string): string {
  return minuteOf(time).slice(0, 10);
}

/** `shop/web`, or the SLB where no Service is concerned. */
export function subjectOf(finding: {
  readonly namespace?: string;
  readonly service?: string;
  readonly loadBalancerId?: string;
}): string {
  const { namespace, service, loadBalancerId } = finding;
  return shown(service === undefined ? (loadBalancerId ?? '') : `${namespace ?? ''}/${service}`);
}
