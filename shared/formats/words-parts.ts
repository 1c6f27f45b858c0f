import type { Language } from '../rules/rule.ts';
import type { PartCheck, PartHint } from '../store/part-check.ts';

/** The words about store and robots that were tried, in one language. */
export interface PartWords {
  readonly parts: Readonly<Record<PartCheck['part'], string>>;
  readonly tried: Readonly<Record<PartCheck['tried'], string>>;
  readonly tables: (what: string, tables: readonly string[]) => string;
  readonly hints: Readonly<Record<PartHint, string>>;
  readonly allInOrder: (count: number) => string;
  readonly notAllInOrder: (inOrder: number, count: number) => string;
}

const EN: PartWords = {
  parts: { store: 'store', robot: 'robot' },
  tried: { rows: 'read and write', connection: 'connection', 'test-message': 'test message' },
  tables: (what, tables) => `${what}: ${tables.join(', ')}`,
  hints: {
    'to-be-made': 'the first scan makes it; its place was tried',
    'store-init': 'make what is missing: ccm-preflight store init',
    'connected-only': 'connected; nothing was sent (--send-test sends a message)',
    proxy: 'no connection without the proxy: only --send-test tells',
    'message-sent': 'it took a test message',
    interrupted: 'run it again: it was interrupted',
  },
  allInOrder: (count) => `Store and robots: ${count} of ${count} are in order, as far as was tried.`,
  notAllInOrder: (inOrder, count) =>
    `Store and robots: ${inOrder} of ${count} are in order: what a scan finds would not be kept, or not be told.`,
};

const ZH: PartWords = {
  parts: { store: '存储', robot: '机器人' },
  tried: { rows: '读写', connection: '连接', 'test-message': '测试消息' },
  tables: (what, tables) => `${what}：${tables.join('、')}`,
  hints: {
    'to-be-made': '首次扫描时创建；已尝试其所在位置',
    'store-init': '请创建缺少的表：ccm-preflight store init',
    'connected-only': '已连接，未发送任何内容（--send-test 会发送消息）',
    proxy: '无法直接连接，且已设置代理：须用 --send-test 确认',
    'message-sent': '已接收测试消息',
    interrupted: '已被中断，请重新运行',
  },
  allInOrder: (count) => `存储和机器人：在已尝试的范围内，${count} 项全部正常。`,
  notAllInOrder: (inOrder, count) =>
    `存储和机器人：${count} 项中有 ${inOrder} 项正常：扫描结果可能无法保存或通知。`,
};

/** The words about store and robots in each language. */
export const PART_WORDS: Readonly<Record<Language, PartWords>> = { en: EN, zh: ZH };
