import type { ReportLanguage } from '../document.ts';
import { en } from './en.ts';
import type { ReportTexts } from './phrases.ts';
import { zhCN } from './zhCN.ts';
import { zhTW } from './zhTW.ts';

export const reportTexts: Record<ReportLanguage, ReportTexts> = { 'zh-CN': zhCN, 'zh-TW': zhTW, en };
