import type { Language } from '../rules/rule.ts';
import type { Hint, Outcome } from '../scan/permissions/check.ts';

/** The words about permissions, in one language. */
export interface PermissionWords {
  readonly columns: readonly string[];
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly hints: Readonly<Record<Hint, string>>;
  readonly credentials: string;
  readonly optional: (permission: string) => string;
  readonly more: (count: number) => string;
  readonly allowInRam: string;
  readonly allowInCluster: string;
  readonly reachCloud: string;
  readonly reachCluster: string;
  readonly seeBelow: string;
  readonly answers: string;
  readonly allWorks: (count: number) => string;
  readonly neededWorks: (count: number, lacking: number) => string;
  readonly notAllWorks: (working: number, total: number) => string;
  readonly ramPolicy: (account: string) => string;
  readonly assumeRole: (account: string) => string;
  readonly clusterRole: (clusters: string) => string;
  readonly bind: string;
  readonly separator: string;
  readonly checked: (accounts: number, regions: number, clusters: number) => string;
}

const EN: PermissionWords = {
  columns: ['Where', 'Permission', 'Result', 'Note'],
  outcomes: {
    ok: 'ok',
    denied: 'denied',
    unreachable: 'unreachable',
    'not tried': 'not tried',
    failed: 'failed',
  },
  hints: {
    'whole-region': 'the whole region is listed at once',
    'by-instance': 'the whole region is not listed at once: a scan asks instance by instance',
    'made-up': 'tried on one that does not exist, as there is none here',
    unclear: 'try again once there is such a thing here: the answer says neither yes nor no',
    blocked: 'mend what is above first',
    'no-credentials':
      'set the variables named below, a profile or an instance role, or name keys in the config',
    'no-role': 'check roleArn in the config: there is no such role',
    'bad-key': 'check the access key: it is not accepted',
    'bad-sign-in': 'renew the kubeconfig: its credentials are not accepted',
    'no-clusters': 'no cluster here is wanted by the config',
    'not-running': 'start the cluster, or exclude it in the config',
    deadline: 'see whether the API server is slow; deadlines.clusterSeconds can give it longer',
    interrupted: 'run it again: it was interrupted',
  },
  credentials: 'credentials',
  optional: (permission) => `${permission} (optional)`,
  more: (count) => `${count} more`,
  allowInRam: 'allow it in RAM: see below',
  allowInCluster: 'allow it in the cluster (RBAC): see below',
  reachCloud: 'check the network, and endpoints in the config',
  reachCluster: 'choose an endpoint that this machine reaches, or run inside its VPC',
  seeBelow: 'see the answer below',
  answers: 'What was answered',
  allWorks: (count) => `All ${count} permissions work.`,
  neededWorks: (count, lacking) =>
    `All ${count} permissions that a scan needs work; ${lacking} optional ${lacking === 1 ? 'one does' : 'ones do'} not.`,
  notAllWorks: (working, total) =>
    `${working} of ${total} permissions that a scan needs work: a scan would be incomplete.`,
  ramPolicy: (account) => `RAM policy that account ${account} lacks:`,
  assumeRole: (account) =>
    `RAM policy that the caller who takes the role of account ${account} lacks (the role must trust that caller too):`,
  clusterRole: (clusters) => `ClusterRole that is lacking in ${clusters}:`,
  bind: 'bind it to the user of the kubeconfig:',
  separator: ', ',
  checked: (accounts, regions, clusters) =>
    `The config is in order: accounts: ${accounts}, regions: ${regions}, clusters named in it: ${clusters}. Nothing was tried (--offline).`,
};

const ZH: PermissionWords = {
  columns: ['位置', '权限', '结果', '说明'],
  outcomes: {
    ok: '正常',
    denied: '被拒绝',
    unreachable: '无法连接',
    'not tried': '未尝试',
    failed: '失败',
  },
  hints: {
    'whole-region': '可一次列出整个地域',
    'by-instance': '无法一次列出整个地域：扫描将按实例查询',
    'made-up': '此处没有可查询的对象，已用不存在的对象尝试',
    unclear: '待此处有相应对象后重试：当前应答无法判断是否有权限',
    blocked: '请先解决上面的问题',
    'no-credentials': '请设置下文所列的环境变量、配置文件或实例角色，或在配置中指定密钥',
    'no-role': '请检查配置中的 roleArn：该角色不存在',
    'bad-key': '请检查 AccessKey：未被接受',
    'bad-sign-in': '请更新 kubeconfig：其中的凭证未被接受',
    'no-clusters': '配置未选中此处的任何集群',
    'not-running': '请启动该集群，或在配置中排除它',
    deadline: '请检查 API Server 是否过慢；可增大 deadlines.clusterSeconds',
    interrupted: '已被中断，请重新运行',
  },
  credentials: '访问凭证',
  optional: (permission) => `${permission}（可选）`,
  more: (count) => `另外 ${count} 项`,
  allowInRam: '请在 RAM 中授权：见下文',
  allowInCluster: '请在集群中授权（RBAC）：见下文',
  reachCloud: '请检查网络以及配置中的 endpoints',
  reachCluster: '请使用本机可访问的地址，或在其 VPC 内运行',
  seeBelow: '见下文的应答',
  answers: '应答内容',
  allWorks: (count) => `全部 ${count} 项权限正常。`,
  neededWorks: (count, lacking) => `扫描所需的 ${count} 项权限全部正常；另有 ${lacking} 项可选权限不可用。`,
  notAllWorks: (working, total) => `扫描所需的 ${total} 项权限中有 ${working} 项正常：扫描结果将不完整。`,
  ramPolicy: (account) => `账号 ${account} 缺少的 RAM 权限策略：`,
  assumeRole: (account) =>
    `扮演账号 ${account} 的角色时，调用方缺少的 RAM 权限策略（角色还须信任该调用方）：`,
  clusterRole: (clusters) => `${clusters} 缺少的 ClusterRole：`,
  bind: '将其绑定到 kubeconfig 的用户：',
  separator: '、',
  checked: (accounts, regions, clusters) =>
    `配置无误：账号 ${accounts} 个，地域 ${regions} 个，列出的集群 ${clusters} 个。未尝试任何权限（--offline）。`,
};

/** The words about permissions in each language. */
export const PERMISSION_WORDS: Readonly<Record<Language, PermissionWords>> = { en: EN, zh: ZH };
