import { readFileSync } from 'node:fs';
import { type DefaultTreeAdapterTypes as Tree, defaultTreeAdapter as tree } from 'parse5';
import type { HtmlOptions } from '../../shared/formats/html/format-html.ts';
import type { Packed } from '../../shared/formats/html/pack.ts';
import { unpackPage } from '../../shared/formats/html/page-codec.ts';
import type { PageData } from '../../shared/formats/html/page-data.ts';
import { auditSnapshot, type Language, type Report } from '../../shared/index.ts';
import { EFFECTS } from '../../shared/rules/rule.ts';

const EXAMPLE: unknown = JSON.parse(
  readFileSync(new URL('../../examples/fleet.json', import.meta.url), 'utf8'),
);

/** One suppression that is in use, and one that is not. */
const SUPPRESSIONS = [
  { rule: 'load-balancer-name', target: 'shop/search', reason: 'renamed on purpose', until: '2027-01-01' },
  { rule: 'listener-stop', target: '*', reason: 'of an older target' },
];

/** The report on the example fleet. */
export function exampleReport(language: Language): Report {
  return auditSnapshot(EXAMPLE, { language, suppressions: SUPPRESSIONS });
}

/** All that the page of the example fleet can show beside its report. */
export function exampleOptions(): HtmlOptions & Required<Pick<HtmlOptions, 'runs' | 'life' | 'changes'>> {
  const { findings, clusters } = exampleReport('en');
  const [first, second] = findings;
  const [cluster] = clusters;
  return {
    language: 'en',
    other: exampleReport('zh'),
    life: new Map(
      findings.map(({ id }) => [
        id,
        { firstSeen: '2026-11-12T02:00:00Z', lastSeen: '2026-11-20T02:00:00Z', sightings: 9 },
      ]),
    ),
    changes: {
      since: { run: 'run-1', startedAt: '2026-11-19T02:00:00Z' },
      opened: [first?.id ?? '', second?.id ?? ''],
      reopened: [],
      worse: [],
      resolved: [
        {
          id: 'f00d',
          rule: 'listener-update',
          effect: 'fails-check',
          clusterId: cluster?.clusterId ?? '',
          clusterName: 'prod-hangzhou',
          subject: 'shop/admin',
        },
      ],
      verdicts: [
        { clusterId: cluster?.clusterId ?? '', name: 'prod-hangzhou', before: 'ready', after: 'blocked' },
      ],
    },
    runs: Array.from({ length: 24 }, (_, index) => ({
      run: `run-${index}`,
      startedAt: new Date(Date.UTC(2026, 10, 20 - index, 2)).toISOString(),
      counts: Object.fromEntries(
        EFFECTS.map((effect, place) => [
          effect,
          Math.floor((10 + ((index * 7) % 5) + index / 3) / (1 + 5 * place)),
        ]),
      ),
    })),
  };
}

/** The data that a page carries. */
export function dataOf(html: string): PageData {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return unpackPage<PageData>(JSON.parse(json) as Packed);
}

/** All elements below a node of a parsed page, in their order. */
export function elementsIn(node: Tree.ParentNode): readonly Tree.Element[] {
  return node.childNodes.flatMap((child) => {
    if (!tree.isElementNode(child)) return [];
    const inner = 'content' in child ? (child as Tree.Template).content : child;
    return [child, ...elementsIn(inner)];
  });
}

/** The text of an element, whatever is in it. */
export function textOf(node: Tree.ParentNode): string {
  return node.childNodes
    .map((child) => {
      if (tree.isTextNode(child)) return child.value;
      return 'childNodes' in child ? textOf(child) : '';
    })
    .join('');
}
