import type { Language } from '../rules/rule.ts';

const ENGLISH = /^(https:\/\/(?:help\.aliyun\.com|www\.alibabacloud\.com\/help)\/)en\//;

/**
 * The address of a page of Alibaba Cloud's documentation in a language: both languages have it under the same path. Other
 * addresses stay as they are.
 */
export function docsAddress(url: string, language: Language): string {
  return language === 'zh' ? url.replace(ENGLISH, '$1zh/') : url;
}
