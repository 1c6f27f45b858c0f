import { domainAnnotation } from './domain-extensions.ts';
import { adopt, EVERY_PORT, revert } from './fixes.ts';
import { listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { ANNOTATION_GUIDE, both, type Draft, type ServiceRule } from './rule.ts';

/** A domain of the https listener that the annotation does not list (clbv1 updateDomainExtensions). */
export const domainExtensionDelete: ServiceRule = {
  scope: 'service',
  id: 'domain-extension-delete',
  phrase: null,
  code: 'DeleteDomainExtension',
  effect: 'fails-check',
  docs: ANNOTATION_GUIDE,
  text: {
    en: {
      title: 'A domain extension has to go',
      cause:
        'The https listener has a domain that annotation domain-extensions (compared since v2.13) does not list. Once set, the annotation means all domains of the listener.',
      upgrade:
        'The upgraded CCM removes the domain: clients that ask for it get the listener’s own certificate.',
    },
    zh: {
      title: '需要删除扩展域名',
      cause:
        'HTTPS 监听上存在注解 domain-extensions（自 v2.13 起比较）未列出的域名。该注解一旦设置即代表监听的全部扩展域名。',
      upgrade: '升级后的 CCM 会删除该域名：访问该域名的客户端将收到监听的默认证书。',
    },
  },
  check(view): readonly Draft[] {
    return (view.listeners?.pairs ?? []).flatMap((pair) =>
      pair.extensions.remove.map(({ Domain, DomainExtensionId }) => ({
        place: pairPlace(pair, 'extensions'),
        ...listenerSubject(view, pair.actual),
        identity: `${ownProtocol(pair.desired)} ${Domain} ${DomainExtensionId}`,
        changes: [
          { field: 'Domain', actual: Domain, expected: null, annotation: 'domain-extensions' as const },
          { field: 'DomainExtensionId', actual: DomainExtensionId, expected: null },
        ],
        message: both(
          `Listener https:${pair.actual.ListenerPort} has domain extension ${Domain}, which the Service does not list`,
          `监听 https:${pair.actual.ListenerPort} 存在 Service 未列出的扩展域名 ${Domain}`,
        ),
        fixes: [
          adopt(view, [['domain-extensions', domainAnnotation(pair)]], EVERY_PORT),
          revert(
            view,
            'DeleteDomainExtension',
            [['DomainExtensionId', DomainExtensionId]],
            both('remove the domain', '删除该扩展域名'),
          ),
        ],
      })),
    );
  },
};
