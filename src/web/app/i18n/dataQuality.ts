/** Words of what may be unfit for statistics: of the page Statistics, and of filters that name it. */
import { addWords, type Words } from './words.ts';

const words = {
  dataFlag: ['Data quality', '数据质量', '資料品質'],
  quality_with: ['With unfit answers', '包含存疑数据', '包含存疑資料'],
  quality_without: ['Without unfit answers', '已排除存疑数据', '已排除存疑資料'],
  scanned_true: ['Seen by the last scan', '最近一次检查时已有', '最近一次檢查時已有'],
  scanned_false: ['New since the last scan', '最近一次检查之后新增', '最近一次檢查之後新增'],
  flag_outlier: ['Outlier', '离群评分', '離群評分'],
  flag_straight_line: ['Straight line', '直线作答', '直線作答'],
  flag_blocked_respondent: ['Blocked respondent', '屏蔽名单', '封鎖名單'],
  flag_duplicate: ['Repeated text', '重复文本', '重複文字'],
  flag_near_duplicate: ['Nearly repeated text', '近似重复文本', '近似重複文字'],
  flag_incomplete: ['Incomplete', '缺失过多', '缺失過多'],
  flag_speeder: ['Too fast', '作答过快', '作答過快'],
  flag_subscore_contradiction: ['Contradictory sub-scores', '子评分矛盾', '子評分矛盾'],
} satisfies Words;

export type DataQualityKey = keyof typeof words;

addWords(words);
