import { domainAnnotation } from './domain-extensions.ts';
import { adopt, EVERY_PORT, revert } from './fixes.ts';
import { listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { ANNOTATION_GUIDE, both, type Draft, type ServiceRule } from './rule.ts';

/** A domain of the annotation that the https listener lacks (clbv1 updateDomainExtensions). */
export const domainExtensionCreate: ServiceRule = {
  scope: 'service',
  id: 'domain-extension-create',
  phrase: null,
  code: 'CreateDomainExtension',
  effect: 'fails-check',
  docs: ANNOTATION_GUIDE,
  text: {
    en: {
      title: 'A domain extension is missing',
      cause:
        'Annotation domain-extensions (compared since v2.13) lists a domain that the https listener does not have: it was removed in the console, or never made.',
      upgrade: 'The upgraded CCM adds the domain with its certificate.',
    },
    zh: {
      title: '缺少扩展域名',
      cause:
        '注解 domain-extensions（自 v2.13 起比较）列出的域名在 HTTPS 监听上不存在：在控制台被删除，或从未创建。',
      upgrade: '升级后的 CCM 会添加该域名及其证书。',
    },
  },
  check(view): readonly Draft[] {
    return (view.listeners?.pairs ?? []).flatMap((pair) =>
      pair.extensions.create.map(({ Domain, ServerCertificateId }) => ({
        place: pairPlace(pair, 'extensions'),
        ...listenerSubject(view, pair.actual),
        identity: `${ownProtocol(pair.desired)} ${Domain}`,
        changes: [
          { field: 'Domain', actual: null, expected: Domain, annotation: 'domain-extensions' as const },
          { field: 'ServerCertificateId', actual: null, expected: ServerCertificateId },
        ],
        message: both(
          `Listener https:${pair.actual.ListenerPort} lacks domain extension ${Domain}`,
          `监听 https:${pair.actual.ListenerPort} 缺少扩展域名 ${Domain}`,
        ),
        fixes: [
          adopt(view, [['domain-extensions', domainAnnotation(pair)]], EVERY_PORT),
          revert(
            view,
            'CreateDomainExtension',
            [
              ['LoadBalancerId', view.loadBalancerId],
              ['ListenerPort', pair.actual.ListenerPort],
              ['Domain', Domain],
              ['ServerCertificateId', ServerCertificateId],
            ],
            both('add the domain', '添加该扩展域名'),
          ),
        ],
      })),
    );
  },
};
