/** Words of the review page. */
import { addWords, type Words } from './words.ts';

const words = {
  queue: ['Queue', '队列', '佇列'],
  queueEmpty: ['Nothing is waiting here', '这里没有待审的评论', '這裡沒有待審的評論'],
  queueOpen: ['{{n}} open', '待审 {{n}}', '待審 {{n}}'],
  queueClaimed: ['{{n}} in progress', '审核中 {{n}}', '審核中 {{n}}'],
  queueDone: ['{{n}} done', '已审 {{n}}', '已審 {{n}}'],
  heldUntil: ['Yours until {{time}}', '由你审核，至 {{time}}', '由你審核，至 {{time}}'],
  notHeld: ['Not yours', '不由你审核', '不由你審核'],
  alike: ['Look-alikes', '相似评论', '相似評論'],
  skip: ['Skip', '跳过', '略過'],
  done_accept: ['Accepted', '已接受', '已接受'],
  done_fix: ['Corrected', '已修正', '已修正'],
  done_reject: ['Marked as no conflict', '已标为无冲突', '已標為無衝突'],
  done_escalate: ['Passed on', '已转交', '已轉交'],
  done_skip: ['Skipped', '已跳过', '已略過'],
  done_undo: ['Taken back', '已撤销', '已復原'],
  keyNext: ['Next item', '下一条', '下一則'],
  keyBack: ['Previous item', '上一条', '上一則'],
  keyAccept: ['Accept what the machine says', '接受机器的判断', '接受機器的判斷'],
  keyFix: ['Correct it', '修正', '修正'],
  keyReject: ['Rating and text belong together', '评分与文字一致，不是冲突', '評分與文字一致，不是衝突'],
  keyEscalate: ['Pass on to a department or another reviewer', '转交部门或另一位审核员', '轉交部門或另一位審核員'],
  keySkip: ['Skip for a day', '跳过一天', '略過一天'],
  keyAlike: ['Accept items like this one', '接受相似的评论', '接受相似的評論'],
  keyUndo: ['Take back the last decision', '撤销上一个决定', '復原上一個決定'],
  keyHelp: ['This list', '显示快捷键', '顯示快捷鍵'],
  ratingCounts: ['The rating counts', '评分有效', '評分有效'],
  fixKeys: ['Ctrl + Enter saves, Esc leaves it', 'Ctrl + Enter 保存，Esc 放弃', 'Ctrl + Enter 儲存，Esc 放棄'],
  addIssue: ['Add an issue from the selected words', '用选中的文字添加问题', '用選取的文字新增問題'],
  keepIssue: ['Keep', '保留', '保留'],
  selectWords: [
    'Select the words of the issue in the comment first.',
    '请先在评论中选中这个问题的文字。',
    '請先在評論中選取這個問題的文字。',
  ],
  escalateTo: ['To', '转交给', '轉交給'],
  secondReviewer: ['Another reviewer', '另一位审核员', '另一位審核員'],
  acceptAll: ['Accept {{n}}', '接受 {{n}} 条', '接受 {{n}} 則'],
  acceptedAll: [
    '{{n}} accepted, {{refused}} refused since they had changed',
    '已接受 {{n}} 条，{{refused}} 条因有变动未接受',
    '已接受 {{n}} 則，{{refused}} 則因有變動未接受',
  ],
  noneAlike: ['No open item is like this one.', '没有相似的待审评论。', '沒有相似的待審評論。'],
  keys: ['Keys', '快捷键', '快捷鍵'],
} satisfies Words;

export type ReviewKey = keyof typeof words;

addWords(words);
