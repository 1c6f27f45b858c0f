import { both } from '../../shared/rules/rule.ts';
import type { Placed } from '../place.ts';
import { CLUSTER_ID, FIRST_GENERATION, placeWeb, type Scene, type Stage, scene } from './scene.ts';

const IMAGES = 'img.example.com';
const EXTENSION_ID = 'de-bp1img0001';
const CERTIFICATE = '1786_shop_example_com';
const OF_IMAGES = '1786_img_example_com';
const LAST_YEARS = '1786_img_example_com_2025';

/** Scenes about listeners, by rule. */
export const LISTENER_SCENES: Readonly<Record<string, Scene>> = {
  'listener-create': scene(
    both('Somebody deleted the listener in the console.', '有人在控制台删除了监听。'),
    (stage) => {
      placeWeb(stage);
      stage.hangzhou.slb.listeners = [];
    },
  ),
  'listener-delete': scene(
    both(
      'Port 81 was taken out of the Service while CCM was not running.',
      'Service 在 CCM 未运行期间去掉了 81 端口。',
    ),
    surplusListener,
  ),
  'listener-stop': scene(
    both(
      'Port 81 was taken out of the Service while CCM was not running.',
      'Service 在 CCM 未运行期间去掉了 81 端口。',
    ),
    surplusListener,
    { target: FIRST_GENERATION },
  ),
  'domain-extension-create': scene(
    both(
      'The Service lists a second domain. A CCM older than v2.13.0 never compared it, so it never came to be.',
      'Service 配置了第二个域名。早于 v2.13.0 的 CCM 不比较扩展域名，因此一直没有创建。',
    ),
    (stage) => void placeHttps(stage, `${IMAGES}:${OF_IMAGES}`),
  ),
  'domain-extension-delete': scene(
    both(
      'A domain was added in the console beside the one that the Service lists.',
      '有人在控制台添加了 Service 未列出的域名。',
    ),
    (stage) => {
      const web = placeHttps(stage, `${IMAGES}:${OF_IMAGES}`);
      extend(stage, web, IMAGES, OF_IMAGES);
      extend(stage, web, 'old.example.com', CERTIFICATE, 'de-bp1old0001');
    },
  ),
  'domain-extension-update': scene(
    both(
      'The certificate was renewed on the Service; the listener still has that of last year.',
      'Service 中已更新证书，而监听仍在使用去年的证书。',
    ),
    (stage) => extend(stage, placeHttps(stage, `${IMAGES}:${OF_IMAGES}`), IMAGES, LAST_YEARS),
  ),
  'certificate-unusable': scene(
    both(
      'The Service was given the id of a certificate that was never uploaded to this region.',
      'Service 中填写的证书 ID 从未上传到该地域。',
    ),
    (stage) => {
      const [listener] = placeHttps(stage, undefined, '1786_never_uploaded').listeners;
      Object.assign(listener?.HTTPSListenerConfig ?? {}, { ServerCertificateId: CERTIFICATE });
    },
  ),
};

/** A listener of a port that the Service no longer has. */
function surplusListener(stage: Stage): void {
  const [listener] = placeWeb(stage).listeners;
  if (!listener) return;
  const Description = `k8s/81/web/shop/${CLUSTER_ID}`;
  stage.hangzhou.slb.listeners.push({ ...listener, ListenerPort: 81, Description });
}

function placeHttps(stage: Stage, extensions?: string, certificate = CERTIFICATE): Placed {
  const renewed = [OF_IMAGES, LAST_YEARS].map((ServerCertificateId) => ({
    ServerCertificateId,
    ExpireTimeStamp: Date.UTC(2030, 0, 1),
  }));
  stage.hangzhou.slb.serverCertificates?.push(...renewed);
  const annotations = {
    'cert-id': certificate,
    ...(extensions !== undefined && { 'domain-extensions': extensions }),
  };
  return placeWeb(stage, { ports: [[443, 'https']], annotations });
}

/** Gives the https listener of an SLB one more domain. */
function extend(
  { hangzhou }: Stage,
  { loadBalancer: { LoadBalancerId } }: Placed,
  Domain: string,
  ServerCertificateId: string,
  DomainExtensionId = EXTENSION_ID,
): void {
  const extension = { LoadBalancerId, ListenerPort: 443, DomainExtensionId, Domain, ServerCertificateId };
  hangzhou.slb.domainExtensions?.push(extension);
}
