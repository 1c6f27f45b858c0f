import type { Language } from '../rules/rule.ts';
import { DIGEST_WORDS } from './digest-words.ts';
import type { Message } from './robot.ts';

const TEXTS: Readonly<Record<Language, readonly [title: string, text: string]>> = {
  en: [
    'test message',
    'Sent by `check-config --send-test`. Nothing is wrong: this robot can be told what is new.',
  ],
  zh: ['测试消息', '由 `check-config --send-test` 发送。一切正常：此机器人可以接收通知。'],
};

/** What a robot is sent to see whether it takes messages. It begins as all messages do, and calls nobody. */
export function testMessage(language: Language): Message {
  const { product, colon } = DIGEST_WORDS[language];
  const [what, text] = TEXTS[language];
  const title = `${product}${colon}${what}`;
  return { title, text: `#### ${title}\n\n${text}` };
}
