import { failureText } from '../../../report/failure-gloss.ts';
import type { Failure } from '../../../snapshot/snapshot.ts';
import { failureConcern, failureKind } from '../view/failures.ts';
import { shown } from '../view/text.ts';
import { usePage } from './page.ts';
import { More, useSteps } from './steps.tsx';

/** What could not be read, what follows from it, and what to do. */
export function Failures() {
  const { data, language, words, shared, markdown } = usePage();
  const { failures } = data.report;
  const steps = useSteps(failures);
  if (failures.length === 0) return null;
  const [where, part, code, happened] = markdown.failures;
  return (
    <section>
      <h2>{shared.failures}</h2>
      <table class="rest">
        <thead>
          <tr>
            {[where, part, happened, words.todo].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {failures.slice(0, steps.most).map((failure, index) => (
            <tr key={index}>
              <td data-label={where}>
                <Where failure={failure} />
              </td>
              <td data-label={part}>
                <code>{shown(failure.resource)}</code>
              </td>
              <td data-label={happened}>
                <bdi>{shown(failureText(failure, language))}</bdi>
                <small>
                  {code} <code>{shown(failure.code)}</code>
                </small>
              </td>
              <td data-label={words.todo}>
                {words.advice[failureKind(failure)]}
                <small>{markdown.means[failureConcern(failure)]}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More steps={steps} />
    </section>
  );
}

function Where({ failure }: { readonly failure: Failure }) {
  const { data, markdown } = usePage();
  const { clusterId, regionId, namespace, service, loadBalancerId } = failure;
  const cluster = data.report.clusters.find((one) => one.clusterId === clusterId);
  const owner = namespace !== undefined && service !== undefined ? `${namespace}/${service}` : undefined;
  const parts = [cluster?.name || clusterId || regionId, owner, loadBalancerId].filter(
    (part) => part !== undefined,
  );
  if (parts.length === 0) return <>{markdown.everything}</>;
  return (
    <>
      {parts.map((part) => (
        <bdi key={part} class="line">
          {shown(part)}
        </bdi>
      ))}
    </>
  );
}
