import type { ErrorCode } from '../errors.ts';
import type { Language } from '../rules/rule.ts';
import type { Failure } from '../snapshot/snapshot.ts';

/** What our own codes mean. The first ones are all of `ErrorCode`: one that is missing does not compile. */
const PHRASES = {
  USAGE: '用法有误',
  FILE_UNREADABLE: '文件无法读取',
  FILE_UNWRITABLE: '文件无法写入',
  NOT_JSON: '不是 JSON',
  NOT_A_SNAPSHOT: '不是有效的快照',
  VERSION_UNREADABLE: '版本号无法解析',
  BAD_CONFIG: '配置有误',
  BAD_EVENT: '事件无法解析',
  REMOTE: '远程调用失败',
  STORE: '存储发生故障',
  ALERT: '通知发送失败',

  NotInSnapshot: '快照中没有该内容',
  NotRead: '因无法读取，部分 Service 未完整比较',
  RuleCrashed: '规则执行出错，属于本工具的缺陷',
  Unexpected: '发生意外错误，属于本工具的缺陷',
  ItemNotUnderstood: '有条目无法解析，已忽略',
  ListIncomplete: '读取期间列表发生变化，结果不完整',
  Gone: 'API 返回其已不存在',
  NotLookedAtAgain: '未能再次查看确认',
  NotYet: '尚未读取',
  ClusterNotRunning: '集群未在运行，无法读取',
  NoClusterMatches: '没有与配置匹配的集群',
  ClusterTwice: '同一集群被配置了两次',
  NotScanned: '未在规定时间内扫描完成',
  NothingMatches: '没有与扫描范围匹配的内容',
  NotKept: '该问题无法保存到存储',

  TIMEOUT: '超时未应答',
  DEADLINE: '扫描时间已用尽',
  ABORTED: '扫描被中断',
  BAD_ANSWER: '应答无法解析',
  TOO_LARGE: '应答过大',
  TOKEN_LOOP: '列表分页没有结束',
  FAILED: '调用失败',
  NO_CREDENTIALS: '没有可用的访问凭据',
  KUBECONFIG: 'kubeconfig 无法使用',
  UNTOLD: '应答不完整',
  GARBLED: '应答无法解析',
} as const satisfies Readonly<Record<ErrorCode, string>> & Readonly<Record<string, string>>;

/** Codes of the cloud, of Kubernetes, Node and OpenSSL; the first that matches counts. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/throttling|flowcontrol|quota|toomanyrequests|^HTTP 429$/i, '调用过于频繁，被限流'],
  [
    /^(InvalidAccessKeyId|InvalidSecurityToken|SignatureDoesNotMatch|IncompleteSignature|InvalidCredentials)/,
    '访问密钥无效',
  ],
  [/^(Unauthorized|HTTP 401)$/, '凭据未被接受（可能已过期）'],
  [/forbidden|nopermission|accessdenied|^HTTP 403$/i, '没有权限'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$|timeout|^HTTP (408|504)$/i, '超时未应答'],
  [/^(ENOTFOUND|EAI_)/, '域名无法解析'],
  [
    /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/,
    'TLS 连接失败（证书有误，或对端不是 TLS）',
  ],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, '连接中断'],
  [/^(HPE_|Z_)/, '应答无法解析'],
  [/^(ERR_INVALID_|ERR_HTTP_|ERR_UNESCAPED_)/, '凭据或其他取值无法用于 HTTP 请求'],
  [/^E[A-Z]+$/, '无法连接'],
  [/unavailable|busy|internalerror|^HTTP 5\d\d$/i, '服务暂时不可用'],
  [/notfound|notexist|^HTTP 404$/i, '所请求的内容不存在'],
  [/^(Expired|HTTP 410)$/, '读取期间列表已失效'],
];
const UNKNOWN = '无法读取';
/** The store cuts reasons and messages. */
const MOST_COMPARED = 80;

/** The parts of a fleet as people call them; others keep their names. */
const PARTS: Readonly<Record<string, string>> = {
  services: 'Service',
  endpointSlices: 'EndpointSlice',
  nodes: '节点',
  pods: 'Pod',
  events: '事件',
  kubernetes: 'API Server',
  clusters: '集群列表',
  region: '地域',
  loadBalancers: 'SLB 实例',
  listeners: '监听',
  vServerGroups: '虚拟服务器组',
  domainExtensions: '扩展域名',
  serverCertificates: '服务器证书',
  networkInterfaces: '弹性网卡',
  vpcs: '专有网络',
  rules: '规则',
  confirmation: '再次查看',
  snapshot: '快照',
  findings: '问题',
};

type Coded = Pick<Failure, 'code' | 'resource' | 'message'>;

/**
 * In a few Chinese words which part could not be read and why, by its code: `节点：没有权限`. In English '', as the message
 * says it.
 */
export function failureGloss({ code, resource }: Omit<Coded, 'message'>, language: Language): string {
  if (language === 'en') return '';
  const own: Readonly<Record<string, string>> = PHRASES;
  const phrase = Object.hasOwn(own, code) ? own[code] : PATTERNS.find(([codes]) => codes.test(code))?.[1];
  const part = Object.hasOwn(PARTS, resource) ? PARTS[resource] : resource;
  return [part, phrase ?? UNKNOWN].filter((word) => word !== '').join('：');
}

/** What happened, in the words that it came with (English, as they are remote or go into logs), after those of `failureGloss`. */
export function failureText(failure: Coded, language: Language, detail = failure.message): string {
  return withGloss([failureGloss(failure, language)], detail);
}

/**
 * Why something of a cluster is not known, after the words of `failureGloss` for the failures that it is made of.
 * @param error of a cluster in the report: messages of several failures
 */
export function clusterErrorText(error: string, failures: readonly Coded[], language: Language): string {
  const meant = failures.filter(
    ({ message }) => message !== '' && error.includes(message.slice(0, MOST_COMPARED)),
  );
  return withGloss(
    meant.map((failure) => failureGloss(failure, language)),
    error,
  );
}

function withGloss(glosses: readonly string[], detail: string): string {
  const said = [...new Set(glosses)].filter((gloss) => gloss !== '').join('；');
  return [said, detail].filter((part) => part !== '').join(' · ');
}
