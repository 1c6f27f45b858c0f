import type { ChangeValue } from '../../../model/change.ts';
import type { Change } from '../../../report/report.ts';
import { itemsOf, shown } from '../view/text.ts';
import { usePage } from './page.ts';

/** What SLB has beside what the Service wants, field by field. */
export function Differences({ changes }: { readonly changes: readonly Change[] }) {
  const { markdown } = usePage();
  const [field, slb, service] = markdown.differences;
  return (
    <table class="differences">
      <thead>
        <tr>
          <th scope="col">{field}</th>
          <th scope="col">{slb}</th>
          <th scope="col">{service}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change, index) => (
          <tr key={index}>
            <th scope="row">
              <code>{shown(change.field)}</code>
              {change.annotation !== undefined && <small>{shown(change.annotation)}</small>}
            </th>
            <Side value={change.actual} other={change.expected} kind="has" label={slb} />
            <Side value={change.expected} other={change.actual} kind="wants" label={service} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface SideProps {
  readonly value: ChangeValue;
  readonly other: ChangeValue;
  readonly kind: 'has' | 'wants';
  readonly label: string;
}

/** What only this side has stands out. */
function Side({ value, other, kind, label }: SideProps) {
  const { shared } = usePage();
  const items = itemsOf(value);
  const known = new Set(itemsOf(other));
  return (
    <td class={kind} data-label={label}>
      {items.length === 0 && <span class="none">{shared.none}</span>}
      {items.map((item, index) => (
        <code key={index} class={known.has(item) ? 'same' : 'own'}>
          {item === '' ? '""' : item}
        </code>
      ))}
    </td>
  );
}
