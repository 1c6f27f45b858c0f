import { describe, expect, it } from 'vitest';
import { buildDigest } from '../shared/alerts/build-digest.ts';
import { formatExplanation } from '../shared/formats/explain.ts';
import { FORMATS } from '../shared/formats/format.ts';
import { auditSnapshot, type Failure } from '../shared/index.ts';
import { explainService } from '../shared/report/explain.ts';
import { clusterErrorText, failureGloss, failureText } from '../shared/report/failure-gloss.ts';
import type { Language } from '../shared/rules/rule.ts';
import { closedRun } from '../shared/store/run.ts';
import { failureCodes } from './support/failure-codes.ts';
import { world } from './support/world.ts';

const OWN_CODES = failureCodes();
const UNKNOWN = '无法读取';

function glossOf(code: string): string {
  return failureGloss({ code, resource: '' }, 'zh');
}

describe('the codes of failures', () => {
  it('are found in the sources', () => {
    expect(OWN_CODES).toEqual(
      expect.arrayContaining([
        'NotRead',
        'Gone',
        'ItemNotUnderstood',
        'DEADLINE',
        'ABORTED',
        'KUBECONFIG',
        'FAILED',
      ]),
    );
    expect(OWN_CODES.length).toBeGreaterThan(20);
  });

  it.each(OWN_CODES)('have Chinese words each: %s', (code) => {
    expect(glossOf(code)).toMatch(/\p{Script=Han}/u);
    expect(glossOf(code)).not.toBe(UNKNOWN);
  });

  it.each([
    ['Throttling.User', '调用过于频繁，被限流'],
    ['TooManyRequests', '调用过于频繁，被限流'],
    ['HTTP 429', '调用过于频繁，被限流'],
    ['InvalidAccessKeyId.NotFound', '访问密钥无效'],
    ['Unauthorized', '凭据未被接受（可能已过期）'],
    ['Forbidden', '没有权限'],
    ['Forbidden.RAM', '没有权限'],
    ['NoPermission', '没有权限'],
    ['HTTP 403', '没有权限'],
    ['ETIMEDOUT', '超时未应答'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', '超时未应答'],
    ['ENOTFOUND', '域名无法解析'],
    ['EAI_AGAIN', '域名无法解析'],
    ['CERT_HAS_EXPIRED', 'TLS 连接失败（证书有误，或对端不是 TLS）'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS 连接失败（证书有误，或对端不是 TLS）'],
    ['ECONNRESET', '连接中断'],
    ['ECONNREFUSED', '无法连接'],
    ['EHOSTUNREACH', '无法连接'],
    ['ServiceUnavailable', '服务暂时不可用'],
    ['HTTP 503', '服务暂时不可用'],
    ['InvalidLoadBalancerId.NotFound', '所请求的内容不存在'],
    ['Expired', '读取期间列表已失效'],
    ['constructor', '无法读取'],
    ['SomethingNew', '无法读取'],
  ])('of others are known by their kind: %s is %s', (code, words) => {
    expect(glossOf(code)).toBe(words);
  });
});

describe('what is said of a failure', () => {
  const failure: Failure = {
    clusterId: 'c1',
    resource: 'nodes',
    code: 'Forbidden',
    message: 'the API server does not allow to list nodes',
  };
  const TOLD = '节点：没有权限 · the API server does not allow to list nodes';
  const snapshot = { ...world(), failures: [failure] };

  it('names the part in Chinese, or by its own name where there is none', () => {
    expect(failureText(failure, 'zh')).toBe(TOLD);
    expect(failureText({ ...failure, resource: 'toString' }, 'zh')).toMatch(/^toString：没有权限 · /);
  });

  it('is the message alone in English', () => {
    expect(failureText(failure, 'en')).toBe(failure.message);
    expect(clusterErrorText(failure.message, [failure], 'en')).toBe(failure.message);
  });

  it('stands once before the reasons of a cluster, though the store has cut them', () => {
    const cut = `${failure.message.repeat(5).slice(0, 150)}…`;
    const long = { ...failure, message: failure.message.repeat(5) };

    expect(clusterErrorText(cut, [long, { ...long, regionId: 'x' }], 'zh')).toBe(`节点：没有权限 · ${cut}`);
    expect(clusterErrorText('something else', [failure], 'zh')).toBe('something else');
  });

  it.each(['table', 'markdown'] as const)('stands in Chinese before the English in a %s', (format) => {
    const write = FORMATS[format];
    const chinese = write(auditSnapshot(snapshot, { language: 'zh' }), { language: 'zh', color: false });
    const english = write(auditSnapshot(snapshot), { language: 'en', color: false });

    expect(chinese).toContain(TOLD);
    expect(english).not.toContain('没有权限');
  });

  it('stands in a page that no script has touched', () => {
    const bodyIn = (language: Language) =>
      FORMATS.html(auditSnapshot(snapshot, { language }), { language }).split('<script')[0] ?? '';

    expect(bodyIn('zh').includes('节点：没有权限；')).toBe(true);
    expect(bodyIn('en').includes('没有权限')).toBe(false);
  });

  it('stands in an explanation', () => {
    const explanation = explainService(snapshot, {
      clusterId: 'c1',
      namespace: 'prod',
      service: 'web',
      language: 'zh',
    });

    expect(formatExplanation(explanation, { language: 'zh', color: false })).toContain(TOLD);
  });

  it('stands in a digest: of clusters, and of regions', () => {
    const denied = {
      regionId: 'cn-hangzhou',
      resource: 'listeners',
      code: 'Forbidden.RAM',
      message: 'denied',
    };
    const report = auditSnapshot({ ...world(), failures: [failure, denied] }, { language: 'zh' });
    const run = closedRun('run-1', report);

    const digest = buildDigest({ run, records: [], suppressions: [], verdicts: { c1: 'ready' } }, 'zh', true);

    expect(digest.changes[0]?.error).toContain('节点：没有权限');
    expect(digest.unscanned.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('节点：没有权限'),
      '监听：没有权限 · denied',
    ]);
  });

  it('stays out of JSON', () => {
    const json = FORMATS.json(auditSnapshot(snapshot, { language: 'zh' }));

    expect(JSON.parse(json)).toMatchObject({ failures: [failure, {}] });
  });
});
