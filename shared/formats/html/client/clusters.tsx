import { useMemo } from 'preact/hooks';
import { clusterErrorText } from '../../../report/failure-gloss.ts';
import { EFFECTS } from '../../../rules/rule.ts';
import { type ClusterLine, clusterLines } from '../view/groups.ts';
import { EVERYTHING } from '../view/query.ts';
import { shown } from '../view/text.ts';
import { obstaclesOf } from '../view/verdict-lines.ts';
import { OwnCheck } from './own-check.tsx';
import { usePage } from './page.ts';
import { showFindings } from './show-findings.ts';
import { More, useSteps } from './steps.tsx';

/** The place of the column that counts Services. */
const SERVICES = 3;

/** The clusters, those that are blocked first, with what blocks them. */
export function Clusters({ chosen }: { readonly chosen: string }) {
  const { data, words } = usePage();
  const lines = useMemo(() => clusterLines(data.report), [data]);
  const steps = useSteps(lines);
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{words.clusters}</h2>
      <table class="clusters">
        <thead>
          <tr>
            {words.clusterColumns.map((column, index) => (
              <th key={column} scope="col" class={index === SERVICES ? 'count' : ''}>
                {column}
              </th>
            ))}
            {EFFECTS.map((effect) => (
              <th key={effect} scope="col" class="count">
                {words.effects[effect]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, steps.most).map((line) => (
            <ClusterRow
              key={line.cluster.clusterId}
              line={line}
              isChosen={line.cluster.clusterId === chosen}
            />
          ))}
        </tbody>
      </table>
      <More steps={steps} />
    </section>
  );
}

function ClusterRow({ line, isChosen }: { readonly line: ClusterLine; readonly isChosen: boolean }) {
  const { data, language, words, shared, look } = usePage();
  const { cluster, counts, hidden } = line;
  const { clusterId, name, regionId, verdict, services, findings, precheck } = cluster;
  const [first, ...rest] = obstaclesOf(line, words, (error) =>
    clusterErrorText(error, data.report.failures, language),
  );
  const show = (effect: (typeof EFFECTS)[number] | '') => {
    look({ ...EVERYTHING, cluster: clusterId, effect });
    showFindings();
  };
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <td>
        <span class={`verdict ${verdict}`}>{shared.verdicts[verdict]}</span>
      </td>
      <td class="who">
        <bdi class="name">{shown(name || clusterId)}</bdi>
        <small>
          <code>{shown(clusterId)}</code> <bdi class="region">{shown(regionId)}</bdi>
        </small>
      </td>
      <td class="what">
        <bdi>{first}</bdi>
        {rest.length > 0 && <small class="also">{rest.join(' · ')}</small>}
        {precheck && <OwnCheck cluster={cluster} precheck={precheck} />}
        {findings > 0 && (
          <button type="button" class="link no-print" onClick={() => show('')}>
            {words.showFindings(findings)} →
          </button>
        )}
      </td>
      <td class="count" data-label={words.clusterColumns[SERVICES]}>
        {services}
      </td>
      {EFFECTS.map((effect) => (
        <td
          key={effect}
          class={`count ${effect}`}
          data-label={words.effects[effect]}
          data-none={counts[effect] === 0}
        >
          {counts[effect] === 0 ? '–' : counts[effect]}
          {effect === 'fails-check' && hidden > 0 && (
            <small>
              {hidden} {words.badges.hidden}
            </small>
          )}
        </td>
      ))}
    </tr>
  );
}
