import Table from 'cli-table3';
import type { ChangeValue } from '../model/change.ts';
import type {
  ExplainedBackend,
  ExplainedField,
  ExplainedGroup,
  ExplainedListener,
  FieldState,
} from '../report/explanation.ts';
import type { ExplainWords } from './explain-words.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';

/** What the parts of an explanation are written with. */
export interface ExplainPen extends Pen {
  readonly own: ExplainWords;
}

const MARKS: Readonly<Record<FieldState, string>> = {
  differs: '≠',
  equal: '=',
  'not-compared': '~',
  absent: '+',
  'not-annotated': '·',
};
/** So many backends that are equal are listed of a group; and so many of all. */
const MOST_EQUAL = 20;
const MOST_BACKENDS = 200;

/** A table without the lines that only take room. */
function tableOf(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  right: readonly number[] = [],
): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (right.includes(index) ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** Both sides of attributes as a table; those that nobody asks for on one line below it. */
export function fieldLines(fields: readonly ExplainedField[], pen: ExplainPen): string[] {
  const { own, words } = pen;
  const asked = fields.filter((field) => field.state !== 'not-annotated');
  const rest = fields.filter((field) => field.state === 'not-annotated' && hasValue(field.slb));
  const rows = asked.map((field) => [
    marked(field.state, pen),
    printable(field.field),
    shown(field.slb, words.none),
    shown(field.service, words.none),
    printable(shortKey(field.annotation ?? '')),
  ]);
  const unasked = rest.map((field) => `${printable(field.field)} ${shown(field.slb, words.none)}`);
  return [
    ...(rows.length > 0 ? [tableOf(own.columns, rows)] : []),
    ...(unasked.length > 0 ? [pen.colors.dim(`${own.notCompared}${words.colon}${unasked.join(', ')}`)] : []),
  ];
}

/** The keys stand in full among the annotations; here they would make every table too wide for a terminal. */
function shortKey(key: string): string {
  return key.replace(/^service\.beta\.kubernetes\.io\/(?:alibaba-cloud|alicloud)-loadbalancer-/, '');
}

function hasValue(value: ChangeValue): boolean {
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function marked(state: FieldState, { colors }: ExplainPen): string {
  const mark = MARKS[state];
  if (state === 'differs') return colors.red(mark);
  return state === 'equal' ? colors.green(mark) : colors.yellow(mark);
}

function shown(value: ChangeValue, none: string): string {
  if (value === null) return none;
  if (typeof value === 'string') return `"${printable(value)}"`;
  return Array.isArray(value) ? value.map((item) => printable(String(item))).join(', ') : String(value);
}

/** One listener: what becomes of it, and its attributes. */
export function listenerLines(listener: ExplainedListener, pen: ExplainPen): string[] {
  const { own, words, colors } = pen;
  const { protocol, port, state, waitsFor, fields } = listener;
  const notes = [own.listenerStates[state], ...(waitsFor === undefined ? [] : [own.waitsFor(waitsFor)])];
  return [
    `${colors.bold(`${own.listener} ${printable(protocol)}:${port}`)}${words.colon}${notes.map(printable).join(own.comma)}`,
    ...fieldLines(fields, pen),
  ];
}

/** One server group: what becomes of it, and its backends with both weights. */
export function groupLines(group: ExplainedGroup, pen: ExplainPen): string[] {
  const { own, words, colors } = pen;
  const { name, id, servicePort, state, isCovered, faults } = group;
  const which = [name, ...(id === undefined ? [] : [`(${id})`])].map(printable).join(' ');
  const notes = [
    ...(servicePort === undefined ? [] : [own.forPort(servicePort)]),
    own.groupStates[state],
    ...(isCovered ? [own.covered] : []),
  ];
  return [
    `${colors.bold(`${own.group} ${which}`)}${words.colon}${notes.join(own.comma)}`,
    ...faults.map(
      ({ reason, value }) =>
        `  ${colors.red('✖')} ${own.groupFaults[reason] ?? printable(reason)} ("${printable(value)}")`,
    ),
    ...backendLines(group.backends, pen),
  ];
}

function backendLines(backends: readonly ExplainedBackend[], pen: ExplainPen): string[] {
  const { own } = pen;
  let equal = 0;
  const chosen = backends.filter(({ state }) => {
    if (state !== 'equal' && state !== 'wanted') return true;
    equal++;
    return equal <= MOST_EQUAL;
  });
  const listed = chosen.slice(0, MOST_BACKENDS);
  if (listed.length === 0) return [];
  const rows = listed.map((backend) => [
    backendMark(backend, pen),
    printable(nameOf(backend)),
    printable(backend.node ?? ''),
    backend.slbWeight ?? '',
    backend.serviceWeight ?? '',
    own.backendStates[backend.state],
  ]);
  const hidden = Math.max(0, equal - MOST_EQUAL);
  const cut = chosen.length - listed.length;
  return [
    tableOf(own.backendColumns, rows, [3, 4]),
    ...(hidden > 0 ? [pen.colors.dim(own.moreEqual(hidden))] : []),
    ...(cut > 0 ? [pen.colors.dim(own.moreBackends(cut))] : []),
  ];
}

function nameOf({ serverId, serverIp, port }: ExplainedBackend): string {
  if (serverIp === undefined) return `${serverId}:${port}`;
  return `${serverId === '' ? '' : `${serverId} `}${serverIp}:${port}`;
}

function backendMark({ state }: ExplainedBackend, { colors }: ExplainPen): string {
  if (state === 'equal') return colors.green('=');
  if (state === 'add' || state === 'remove') return colors.red('≠');
  if (state === 'weight') return colors.yellow('≠');
  return colors.yellow(state === 'wanted' ? '+' : '~');
}
