import type { CertificateVerdict } from '../model/comparison/listeners.ts';
import { adopt, support } from './fixes.ts';
import { listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { both, type Draft, GUIDE, type Localized, type ServiceRule } from './rule.ts';

const WHY: Partial<Record<CertificateVerdict, Localized>> = {
  missing: both('does not exist in this region', '在本地域不存在'),
  expired: both('is expired', '已过期'),
  several: both(
    'cannot be told apart: no id is given, and the API answers with every certificate',
    '无法确定：未填写证书 ID，API 返回了全部证书',
  ),
};

/** The wanted certificate is missing or expired (clbv1 checkCertValidity): the update of that listener fails. */
export const certificateUnusable: ServiceRule = {
  scope: 'service',
  id: 'certificate-unusable',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: GUIDE,
  text: {
    en: {
      title: 'The certificate that the Service wants cannot be used',
      cause:
        'Annotation cert-id names a certificate that does not exist or is expired. As long as the listener’s present certificate still exists, CCM refuses to replace it and reports an error; the listener’s other differences stay hidden behind it.',
      upgrade: 'CCM leaves the listener as it is and fails at every sync.',
    },
    zh: {
      title: 'Service 要求的证书不可用',
      cause:
        '注解 cert-id 指向的证书不存在或已过期。只要监听当前的证书仍然存在，CCM 就拒绝替换并报错；该监听的其他差异会被掩盖。',
      upgrade: 'CCM 不会修改该监听，并且每次同步都会失败。',
    },
  },
  check(view): readonly Draft[] {
    return (view.listeners?.pairs ?? []).flatMap((pair) => {
      const why = WHY[pair.certificate];
      if (!why) return [];
      const wanted = pair.desired.ServerCertificateId;
      const actual = pair.actual.ServerCertificateId;
      return [
        {
          place: pairPlace(pair, 'certificate'),
          ...listenerSubject(view, pair.actual),
          identity: ownProtocol(pair.desired),
          changes: [
            { field: 'ServerCertificateId', actual, expected: wanted, annotation: 'cert-id' as const },
          ],
          message: both(
            `Listener https:${pair.actual.ListenerPort}: certificate "${wanted}" ${why.en}`,
            `监听 https:${pair.actual.ListenerPort}：证书 "${wanted}" ${why.zh}`,
          ),
          fixes: [
            adopt(view, [['cert-id', actual]]),
            support(
              both(
                'Or upload a valid certificate to this region in the SLB console, and set cert-id to its id.',
                '或在 SLB 控制台为该地域上传有效证书，并将注解 cert-id 设为其 ID。',
              ),
            ),
          ],
        },
      ];
    });
  },
};
