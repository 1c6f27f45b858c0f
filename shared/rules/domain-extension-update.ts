import { domainAnnotation } from './domain-extensions.ts';
import { adopt, EVERY_PORT, revert } from './fixes.ts';
import { listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { ANNOTATION_GUIDE, both, type Draft, type ServiceRule } from './rule.ts';

/** A domain with another certificate than the annotated one (clbv1 updateDomainExtensions). */
export const domainExtensionUpdate: ServiceRule = {
  scope: 'service',
  id: 'domain-extension-update',
  phrase: null,
  code: 'SetDomainExtensionAttribute',
  effect: 'fails-check',
  docs: ANNOTATION_GUIDE,
  text: {
    en: {
      title: 'The certificate of a domain extension differs',
      cause:
        'The domain’s certificate was replaced in the console, while annotation domain-extensions (compared since v2.13) still names the other one.',
      upgrade:
        'The upgraded CCM tries to set the certificate. v2.14.0 sends the call without the extension’s id, so it does not get through: mend it by hand.',
    },
    zh: {
      title: '扩展域名的证书不一致',
      cause: '域名证书在控制台被更换，而注解 domain-extensions（自 v2.13 起比较）仍指向另一张证书。',
      upgrade: '升级后的 CCM 会尝试修改证书。v2.14.0 发出的请求缺少扩展域名 ID，无法成功：请手动修改。',
    },
  },
  check(view): readonly Draft[] {
    return (view.listeners?.pairs ?? []).flatMap((pair) =>
      pair.extensions.update.map(({ desired, actual }) => ({
        place: pairPlace(pair, 'extensions'),
        ...listenerSubject(view, pair.actual),
        identity: `${ownProtocol(pair.desired)} ${desired.Domain}`,
        changes: [
          {
            field: 'ServerCertificateId',
            actual: actual.ServerCertificateId,
            expected: desired.ServerCertificateId,
            annotation: 'domain-extensions' as const,
          },
        ],
        message: both(
          `Domain extension ${desired.Domain} of listener https:${pair.actual.ListenerPort} has certificate ${actual.ServerCertificateId}, the Service wants ${desired.ServerCertificateId}`,
          `监听 https:${pair.actual.ListenerPort} 的扩展域名 ${desired.Domain} 使用证书 ${actual.ServerCertificateId}，Service 要求 ${desired.ServerCertificateId}`,
        ),
        fixes: [
          adopt(view, [['domain-extensions', domainAnnotation(pair)]], EVERY_PORT),
          revert(
            view,
            'SetDomainExtensionAttribute',
            [
              ['DomainExtensionId', actual.DomainExtensionId],
              ['ServerCertificateId', desired.ServerCertificateId],
            ],
            both('set the certificate', '修改证书'),
          ),
        ],
      })),
    );
  },
};
