import type {
  AnnotationVerdict,
  BackendState,
  ExplainedInstance,
  Explanation,
  GroupState,
  ListenerState,
} from '../report/explanation.ts';
import type { Language } from '../rules/rule.ts';

/** The words about one Service, in one language. */
export interface ExplainWords {
  readonly title: (service: string, cluster: string, region: string) => string;
  readonly versions: (from: string | undefined, to: string, at: string) => string;
  readonly unconfirmed: string;
  readonly states: Readonly<Record<'wanted' | 'being-deleted', string>>;
  readonly ignored: Readonly<Record<NonNullable<Explanation['ignoredBecause']>, string>>;
  readonly policies: Readonly<Record<Explanation['policy'], string>>;
  readonly stops: string;
  /** Between two remarks, and between two items of a list. */
  readonly semicolon: string;
  readonly comma: string;
  readonly instance: string;
  readonly found: (instance: ExplainedInstance) => string;
  readonly columns: readonly [mark: string, field: string, slb: string, service: string, annotation: string];
  readonly notCompared: string;
  readonly legend: string;
  readonly listener: string;
  readonly listenerStates: Readonly<Record<ListenerState, string>>;
  readonly waitsFor: (group: string) => string;
  readonly group: string;
  readonly groupStates: Readonly<Record<GroupState, string>>;
  readonly forPort: (port: number) => string;
  readonly covered: string;
  readonly groupFaults: Readonly<Record<string, string>>;
  readonly backendColumns: readonly string[];
  readonly backendStates: Readonly<Record<BackendState, string>>;
  readonly moreEqual: (count: number) => string;
  readonly moreBackends: (count: number) => string;
  readonly annotations: string;
  readonly noAnnotations: string;
  readonly verdicts: Readonly<Record<AnnotationVerdict, string>>;
  readonly readAs: (value: string) => string;
  readonly sets: (fields: string) => string;
  readonly differs: string;
  readonly check: string;
  readonly checkSilent: string;
  readonly checkUnsure: string;
  readonly filedAs: (key: string) => string;
  readonly shared: (key: string, count: number) => string;
  readonly order: string;
  readonly nothing: string;
  readonly nothingRead: string;
  readonly notes: string;
  readonly behind: (rule: string, id: string) => string;
  readonly precheck: (when: string) => string;
  readonly unread: (parts: string) => string;
  readonly failures: string;
}

const EN: ExplainWords = {
  title: (service, cluster, region) => `${service} in cluster ${cluster}, ${region}`,
  versions: (from, to, at) => `CCM ${from ?? '(version not known)'} → ${to} · as of ${at}`,
  unconfirmed: 'read once: a change under way may look like a fault',
  states: {
    wanted: 'CCM keeps an SLB for it',
    'being-deleted': 'its SLB has to go: it is being deleted, or is no longer of type LoadBalancer',
  },
  ignored: {
    type: 'CCM does not look at it: it is not of type LoadBalancer, and has no SLB left',
    class: 'CCM gives it no classic SLB: spec.loadBalancerClass is set',
    'class-annotation': 'CCM gives it no classic SLB: annotation service.beta.kubernetes.io/class is set',
    tunnel: 'CCM gives it no classic SLB: it is a tunnel',
  },
  policies: {
    ENI: 'backends: its pods',
    Local: 'backends: the nodes that run its pods (externalTrafficPolicy Local)',
    Cluster: 'backends: every node that is fit (externalTrafficPolicy Cluster)',
  },
  stops:
    'CCM stops before it compares anything (first step of mending): what follows is how both sides would compare',
  semicolon: '; ',
  comma: ', ',
  instance: 'SLB',
  found: ({ found, by, isReused, loadBalancerId, candidates, defaultName }) => {
    if (found === 'none') return `none: no SLB of the region has the owner tag or the name ${defaultName}`;
    if (found === 'reused-missing') return `${loadBalancerId}, which does not exist (annotation id)`;
    if (found === 'ambiguous') {
      return `${(candidates ?? []).join(', ')}: several have the ${by === 'tag' ? 'owner tag' : 'name'} ${defaultName}`;
    }
    if (found === 'unread') return 'not known: the SLBs of the region could not be read';
    if (isReused) return `${loadBalancerId}, your own, named by annotation id`;
    return `${loadBalancerId}, made by CCM, found by its ${by === 'tag' ? 'owner tag' : 'name'}`;
  },
  columns: ['', 'Attribute', 'SLB', 'Service', 'Annotation'],
  notCompared: 'not annotated, so not compared',
  legend: '≠ differs   = equal   ~ asked for, and not compared   + not on SLB yet',
  listener: 'Listener',
  listenerStates: {
    both: 'compared',
    'service-only': 'not on SLB: CCM will create it',
    'slb-only': 'of CCM’s making, and no port of the Service asks for it: CCM will delete it',
    theirs: 'not of this Service: CCM leaves it alone',
    'not-compared': 'not compared: the SLB is reused without force-override-listeners "true"',
    blocked: 'CCM cannot make it',
    unread: 'what SLB has could not be read',
  },
  waitsFor: (group) => `waits for VServer group ${group}`,
  group: 'VServer group',
  groupStates: {
    both: 'compared',
    'service-only': 'not on SLB: CCM will create it',
    unwanted: 'of CCM’s making, and no port of the Service wants it: CCM will delete it',
    emptied: 'no longer wanted: CCM will take its own backends out',
    blocked: 'CCM does not get to it',
    unbuildable: 'CCM cannot work out what is to be in it',
    unread: 'not compared: something needed could not be read',
  },
  forPort: (port) => `for port ${port}`,
  covered: 'an earlier port has the same group, and CCM changes it for that one',
  groupFaults: {
    'bound-group-missing': 'the SLB has no such group (annotation vgroup-port)',
    'bound-group-of-ccm': 'the group is one that CCM made (annotation vgroup-port)',
    weight: 'annotation weight is not an integer from 0 to 100',
    'default-weight': 'annotation default-weight is not an integer from 0 to 100',
    'endpoint-without-node': 'an endpoint names no node',
    'provider-id': 'the providerID of a node cannot be read',
  },
  backendColumns: ['', 'Backend', 'Node', 'Weight on SLB', 'Weight wanted', 'What CCM does'],
  backendStates: {
    equal: '',
    weight: 'sets the weight; not printed',
    'weight-kept': 'the weight stays as it is',
    add: 'adds it',
    remove: 'removes it',
    'surplus-kept': 'stays for now',
    theirs: 'not of this Service: stays',
    invalid: 'no network interface has the address: left out',
    wanted: 'wanted',
    unknown: 'not known',
  },
  moreEqual: (count) => `and ${count} more that are equal`,
  moreBackends: (count) => `and ${count} more`,
  annotations: 'Annotations',
  noAnnotations: 'none, so that CCM leaves as it is whatever only annotations set',
  verdicts: {
    counts: 'counts',
    later: 'counts later',
    refused: 'counts, and SLB refuses it',
    breaks: 'breaks the Service',
    'no-effect': 'does nothing',
    unknown: 'unknown',
  },
  readAs: (value) => `read as ${value}`,
  sets: (fields) => `sets ${fields}`,
  differs: 'SLB differs',
  check: 'What the check prints of it now',
  checkSilent: 'nothing',
  checkUnsure: 'nothing of what could be compared',
  filedAs: (key) => `filed under ${key}`,
  shared: (key, count) => `${count} items are filed under ${key}: the console shows one of them at a time`,
  order: 'In which order to mend, and how',
  nothing: 'nothing to mend',
  nothingRead: 'nothing in what could be compared',
  notes: 'To note: nothing that has to be mended',
  behind: (rule, id) => `CCM gets to this only once ${rule} (${id}) is mended`,
  precheck: (when) => `The cluster’s own last check (${when}) has of it, and this audit does not`,
  unread: (parts) => `Could not be read, so not wholly compared: ${parts}`,
  failures: 'Could not be read, so nothing is said of it',
};

const ZH: ExplainWords = {
  title: (service, cluster, region) => `${service}，集群 ${cluster}，${region}`,
  versions: (from, to, at) => `CCM ${from ?? '（版本未知）'} → ${to} · 数据时间 ${at}`,
  unconfirmed: '仅读取一次：正在进行的变更可能看起来像问题',
  states: {
    wanted: 'CCM 为其维护 SLB',
    'being-deleted': '其 SLB 即将移除：Service 正在删除，或类型不再是 LoadBalancer',
  },
  ignored: {
    type: 'CCM 不处理：类型不是 LoadBalancer，且没有遗留的 SLB',
    class: 'CCM 不为其提供传统型 SLB：设置了 spec.loadBalancerClass',
    'class-annotation': 'CCM 不为其提供传统型 SLB：设置了注解 service.beta.kubernetes.io/class',
    tunnel: 'CCM 不为其提供传统型 SLB：该 Service 为隧道类型',
  },
  policies: {
    ENI: '后端：其 Pod',
    Local: '后端：运行其 Pod 的节点（externalTrafficPolicy 为 Local）',
    Cluster: '后端：所有符合条件的节点（externalTrafficPolicy 为 Cluster）',
  },
  stops: 'CCM 在比较之前即停止（见修复顺序的第一步）：以下为两侧本应比较的内容',
  semicolon: '；',
  comma: '，',
  instance: 'SLB',
  found: ({ found, by, isReused, loadBalancerId, candidates, defaultName }) => {
    if (found === 'none') return `无：该地域没有归属标签或名称为 ${defaultName} 的 SLB`;
    if (found === 'reused-missing') return `${loadBalancerId}，不存在（注解 id）`;
    if (found === 'ambiguous') {
      return `${(candidates ?? []).join('、')}：多个实例的${by === 'tag' ? '归属标签' : '名称'}均为 ${defaultName}`;
    }
    if (found === 'unread') return '未知：无法读取该地域的 SLB';
    if (isReused) return `${loadBalancerId}，用户自有实例，由注解 id 指定`;
    return `${loadBalancerId}，由 CCM 创建，通过${by === 'tag' ? '归属标签' : '名称'}找到`;
  },
  columns: ['', '属性', 'SLB', 'Service', '注解'],
  notCompared: '未设置注解，因此不比较',
  legend: '≠ 不一致   = 一致   ~ 已声明但不比较   + SLB 上尚不存在',
  listener: '监听',
  listenerStates: {
    both: '已比较',
    'service-only': 'SLB 上不存在：CCM 将创建',
    'slb-only': '由 CCM 创建，但 Service 没有对应端口：CCM 将删除',
    theirs: '不属于该 Service：CCM 不处理',
    'not-compared': '不比较：复用 SLB 且 force-override-listeners 不为 "true"',
    blocked: 'CCM 无法创建',
    unread: '无法读取 SLB 上的监听',
  },
  waitsFor: (group) => `等待虚拟服务器组 ${group}`,
  group: '虚拟服务器组',
  groupStates: {
    both: '已比较',
    'service-only': 'SLB 上不存在：CCM 将创建',
    unwanted: '由 CCM 创建，但 Service 没有对应端口：CCM 将删除',
    emptied: '不再需要：CCM 将移除自己添加的后端',
    blocked: 'CCM 不会处理到此项',
    unbuildable: 'CCM 无法确定其后端',
    unread: '未比较：所需内容无法读取',
  },
  forPort: (port) => `端口 ${port}`,
  covered: '前面的端口使用同一服务器组，由其处理',
  groupFaults: {
    'bound-group-missing': 'SLB 上没有该服务器组（注解 vgroup-port）',
    'bound-group-of-ccm': '该服务器组由 CCM 创建（注解 vgroup-port）',
    weight: '注解 weight 不是 0 到 100 的整数',
    'default-weight': '注解 default-weight 不是 0 到 100 的整数',
    'endpoint-without-node': '存在未指明节点的 Endpoint',
    'provider-id': '节点的 providerID 无法解析',
  },
  backendColumns: ['', '后端', '节点', 'SLB 权重', '期望权重', 'CCM 的动作'],
  backendStates: {
    equal: '',
    weight: '设置权重（检查不提示）',
    'weight-kept': '权重保持不变',
    add: '添加',
    remove: '移除',
    'surplus-kept': '暂时保留',
    theirs: '不属于该 Service：保留',
    invalid: '没有弹性网卡使用该地址：忽略',
    wanted: '需要',
    unknown: '未知',
  },
  moreEqual: (count) => `另有 ${count} 个一致的后端`,
  moreBackends: (count) => `另有 ${count} 个`,
  annotations: '注解',
  noAnnotations: '无，仅由注解设置的内容均保持 SLB 现状',
  verdicts: {
    counts: '生效',
    later: '以后生效',
    refused: '会比较，但 SLB 拒绝该取值',
    breaks: '导致 Service 无法同步',
    'no-effect': '不起作用',
    unknown: '未知注解',
  },
  readAs: (value) => `解析为 ${value}`,
  sets: (fields) => `设置 ${fields}`,
  differs: 'SLB 不一致',
  check: '检查目前对其的提示',
  checkSilent: '无',
  checkUnsure: '在可比较的范围内无',
  filedAs: (key) => `归入 ${key}`,
  shared: (key, count) => `有 ${count} 项归入 ${key}：控制台每次只显示其中一项`,
  order: '修复顺序与方法',
  nothing: '无需修复',
  nothingRead: '在可比较的范围内无需修复',
  notes: '提示（不是必须修复的问题）',
  behind: (rule, id) => `需先修复 ${rule}（${id}），CCM 才会处理到此项`,
  precheck: (when) => `集群自身最近一次检查（${when}）提示、而本次未发现的项`,
  unread: (parts) => `无法读取，因此未完整比较：${parts}`,
  failures: '以下内容无法读取，因此不作判断',
};

/** The words about one Service in each language. */
export const EXPLAIN_WORDS: Readonly<Record<Language, ExplainWords>> = { en: EN, zh: ZH };
