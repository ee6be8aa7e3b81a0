/** Words for why something came to nothing, by the codes of the API. */
import type { Failure } from '../api/client.ts';
import { addWords, type Words } from './words.ts';

const words = {
  failureDetail: ['Details', '技术细节（英文）', '技術細節（英文）'],
  fail_invalid_json: ['It is not sound JSON.', '不是有效的 JSON。', '不是有效的 JSON。'],
  fail_invalid_encoding: ['It is not sound UTF-8.', '不是有效的 UTF-8 编码。', '不是有效的 UTF-8 編碼。'],
  fail_invalid_request: ['The request is not sound.', '请求无效。', '請求無效。'],
  fail_unsupported_media_type: ['This kind of content is not read.', '不支持这种内容类型。', '不支援這種內容類型。'],
  fail_not_acceptable: ['It cannot be answered in this form.', '无法以这种格式返回。', '無法以這種格式傳回。'],
  fail_unknown_field: ['There is no such field.', '没有这个字段。', '沒有這個欄位。'],
  fail_missing_field: ['A value is missing.', '缺少必填的值。', '缺少必填的值。'],
  fail_wrong_type: ['The value is of another kind, such as a word for a number.', '值的类型不对。', '值的類型不對。'],
  fail_out_of_range: ['A value is outside its range.', '值超出允许的范围。', '值超出允許的範圍。'],
  fail_invalid_format: ['A value does not have the right form.', '值的格式不对。', '值的格式不對。'],
  fail_unknown_value: ['The value is not among those that are known.', '值不在可选范围之内。', '值不在可選範圍之內。'],
  fail_duplicate_value: ['The same stands there already.', '已有相同的值。', '已有相同的值。'],
  fail_unknown_parameter: ['There is no such parameter.', '没有这个参数。', '沒有這個參數。'],
  fail_unknown_taxonomy: [
    'The taxonomy that it was read with is no longer there.',
    '所用的分类体系已不存在。',
    '所用的分類體系已不存在。',
  ],
  fail_unknown_code: ['The taxonomy has no such code.', '分类体系中没有这个代码。', '分類體系中沒有這個代碼。'],
  fail_address_refused: [
    'This address is not allowed: it is private, or does not exist.',
    '不允许使用该地址：它是内网地址，或并不存在。',
    '不允許使用此位址：它是內部網路位址，或並不存在。',
  ],
  fail_text_empty: ['There is no text.', '没有文本内容。', '沒有文字內容。'],
  fail_text_too_large: ['The text is too long.', '文本过长。', '文字過長。'],
  fail_text_not_well_formed: ['The text holds broken characters.', '文本中有损坏的字符。', '文字中有損壞的字元。'],
  fail_rating_outside_scale: ['The rating is outside its scale.', '评分超出量表范围。', '評分超出量表範圍。'],
  fail_unsafe_integer: ['The number is too large.', '数字过大。', '數字過大。'],
  fail_forbidden_key: ['A name is used that is not allowed.', '使用了不允许的名称。', '使用了不允許的名稱。'],
  fail_too_deep: ['It is nested too deeply.', '嵌套层次过深。', '巢狀層次過深。'],
  fail_too_many_keys: ['There are too many values.', '值的数量过多。', '值的數量過多。'],
  fail_duplicate_key: ['A name stands there twice.', '名称重复。', '名稱重複。'],
  fail_batch_too_large: ['Too many comments at once.', '一次提交的评论过多。', '一次提交的評論過多。'],
  fail_body_too_large: ['The request is too large.', '请求过大。', '請求過大。'],
  fail_line_too_large: ['The line is too long.', '该行过长。', '該行過長。'],
  fail_upload_too_large: [
    'The file is too large for its format.',
    '文件超过该格式允许的大小。',
    '檔案超過該格式允許的大小。',
  ],
  fail_header_too_large: ['The head of the request is too large.', '请求头过大。', '請求標頭過大。'],
  fail_query_too_large: ['The address is too long.', '地址过长。', '位址過長。'],
  fail_file_unreadable: [
    'The file cannot be read: it may be empty or gone, have no header row, an unclosed quote or an unknown encoding.',
    '文件无法读取：可能为空、已不存在、没有标题行、引号未闭合，或编码无法识别。',
    '檔案無法讀取：可能為空、已不存在、沒有標題列、引號未閉合，或編碼無法辨識。',
  ],
  fail_file_refused: [
    'The file was refused: it is an old .xls file, encrypted, damaged or unsafe. Save it as plain .xlsx or CSV.',
    '文件被拒绝：它是旧版 .xls、已加密、已损坏或不安全。请另存为普通的 .xlsx 或 CSV。',
    '檔案遭拒絕：它是舊版 .xls、已加密、已損壞或不安全。請另存為一般的 .xlsx 或 CSV。',
  ],
  fail_row_invalid: [
    'The row has another number of cells than the header.',
    '该行的单元格数与标题行不同。',
    '該列的儲存格數與標題列不同。',
  ],
  fail_columns_unmapped: [
    'The columns do not fit: one with the text or the source is missing, or a header repeats, is too long or is not known.',
    '列对应有误：缺少文本列或来源列，或有列名重复、过长、无法识别。',
    '欄位對應有誤：缺少文字欄或來源欄，或有欄名重複、過長、無法辨識。',
  ],
  fail_unauthorized: ['Sign in first.', '请先登录。', '請先登入。'],
  fail_forbidden: ['You do not have the right to do this.', '没有这项操作的权限。', '沒有這項操作的權限。'],
  fail_not_found: ['It is no longer there.', '对象已不存在。', '對象已不存在。'],
  fail_method_not_allowed: ['This cannot be done here.', '此处不支持这项操作。', '此處不支援這項操作。'],
  fail_gone: ['It has expired or been used.', '已过期或已被使用。', '已過期或已被使用。'],
  fail_idempotency_key_reused: [
    'The same key came with another request.',
    '同一个幂等键用于了不同的请求。',
    '同一個冪等鍵用於了不同的請求。',
  ],
  fail_idempotency_in_progress: [
    'The same request is still being answered.',
    '相同的请求仍在处理中。',
    '相同的請求仍在處理中。',
  ],
  fail_version_conflict: [
    'Somebody else has changed it since. Load it again.',
    '其间已被他人修改，请重新载入。',
    '其間已被他人修改，請重新載入。',
  ],
  fail_precondition_required: ['Load it again first.', '请先重新载入。', '請先重新載入。'],
  fail_state_conflict: [
    'As things stand this cannot be done.',
    '当前状态下无法进行这项操作。',
    '目前狀態下無法進行這項操作。',
  ],
  fail_not_claimed: ['Nobody has claimed this item.', '该条目尚未领取。', '該項目尚未領取。'],
  fail_lease_expired: [
    'Your time for this item is over; it went back to the queue.',
    '领取已超时，该条目已回到队列。',
    '領取已逾時，該項目已回到佇列。',
  ],
  fail_held_by_another: [
    'Another reviewer is at this item.',
    '该条目正由其他审核员处理。',
    '該項目正由其他審核員處理。',
  ],
  fail_already_decided: ['This item is decided already.', '该条目已有结论。', '該項目已有結論。'],
  fail_setup_done: ['The service is already set up.', '服务已完成设置。', '服務已完成設定。'],
  fail_rate_limited: [
    'Too many requests. Try again later.',
    '请求过于频繁，请稍后再试。',
    '請求過於頻繁，請稍後再試。',
  ],
  fail_overloaded: [
    'The service had too much to do. Try again later.',
    '服务当时过于繁忙，请稍后再试。',
    '服務當時過於繁忙，請稍後再試。',
  ],
  fail_not_ready: [
    'The service was not ready yet. Try again later.',
    '服务尚未就绪，请稍后再试。',
    '服務尚未就緒，請稍後再試。',
  ],
  fail_timeout: ['It took too long.', '超时。', '逾時。'],
  fail_storage_full: ['The disk is full.', '磁盘已满。', '磁碟已滿。'],
  fail_storage_failed: [
    'The database or the disk failed. The log of the service says more.',
    '数据库或磁盘出错，详情见服务日志。',
    '資料庫或磁碟出錯，詳情見服務日誌。',
  ],
  fail_internal: [
    'It broke off by a fault within the service. Its log says more.',
    '因服务内部错误而中断，详情见服务日志。',
    '因服務內部錯誤而中斷，詳情見服務日誌。',
  ],
  fail_cancelled: ['It was stopped.', '已停止。', '已停止。'],
  fail_unknown: ['The reason is not known.', '原因不明。', '原因不明。'],
  fail_deadline_exceeded: ['The analysis of this comment took too long.', '分析这条评论超时。', '分析這則評論逾時。'],
  fail_worker_failed: [
    'The analysis broke off at this comment.',
    '分析这条评论时出错中断。',
    '分析這則評論時出錯中斷。',
  ],
  fail_process_ended: [
    'The analysis of this comment ended its process each time.',
    '每次分析这条评论，进程都会中止。',
    '每次分析這則評論，行程都會中止。',
  ],
  fail_connection_failed: ['The other system could not be reached.', '无法连接对方系统。', '無法連線至對方系統。'],
  fail_tls_failed: [
    'The certificate of the other system is not accepted.',
    '对方系统的证书不被接受。',
    '對方系統的憑證不被接受。',
  ],
  fail_answer_refused: ['The other system answered with an error.', '对方系统返回了错误。', '對方系統傳回了錯誤。'],
  fail_analysis_failed: ['The analysis met a fault of its own.', '分析程序出现内部错误。', '分析程式出現內部錯誤。'],
  fail_endpoint_disabled: ['The webhook was switched off.', 'Webhook 已停用。', 'Webhook 已停用。'],
  fail_topics_text_empty: [
    'Beside very common and very rare words no words are left in these comments.',
    '除去过于常见和过于少见的词，这些评论中没有剩下可用的词语。',
    '除去過於常見和過於少見的詞，這些評論中沒有剩下可用的詞語。',
  ],
  fail_topics_out_of_range: [
    'The filter leaves no comments, or fewer than the number of topics.',
    '筛选后没有评论，或评论数少于主题数。',
    '篩選後沒有評論，或評論數少於主題數。',
  ],
  fail_topics_not_found: ['The topic run was deleted.', '该主题分析已被删除。', '該主題分析已被刪除。'],
  fail_train_out_of_range: [
    'No sentiment, issue or conflict has been decided by a person yet.',
    '尚未有人对情感、问题或冲突作出结论。',
    '尚未有人對情感、問題或衝突作出結論。',
  ],
  fail_quality_out_of_range: [
    'The workspace has more comments than one scan can hold.',
    '工作区的评论数超过一次检查的上限。',
    '工作區的評論數超過一次檢查的上限。',
  ],
  why_file_empty: ['The file is empty.', '文件是空的。', '檔案是空的。'],
  why_file_gone: [
    'The file is no longer there. Upload it again.',
    '文件已不存在，请重新上传。',
    '檔案已不存在，請重新上傳。',
  ],
  why_unknown_encoding: [
    'From byte {{byte}} on the encoding of the file is not known. Save it as UTF-8.',
    '从第 {{byte}} 个字节起无法识别文件编码，请另存为 UTF-8。',
    '從第 {{byte}} 個位元組起無法辨識檔案編碼，請另存為 UTF-8。',
  ],
  why_unclosed_quote: [
    'The quote that opens a cell in line {{line}} is never closed.',
    '第 {{line}} 行的单元格以引号开头，但引号没有闭合。',
    '第 {{line}} 行的儲存格以引號開頭，但引號沒有閉合。',
  ],
  why_row_too_long: [
    'The row that begins in line {{line}} is too long. Is a quote missing?',
    '从第 {{line}} 行开始的一条记录过长，是否缺少引号？',
    '從第 {{line}} 行開始的一筆記錄過長，是否缺少引號？',
  ],
  why_no_header: ['The file has no header row.', '文件没有标题行。', '檔案沒有標題列。'],
  why_old_workbook: [
    'This is an old .xls or an encrypted workbook. Save it as plain .xlsx or CSV.',
    '这是旧版 .xls 或已加密的工作簿，请另存为普通的 .xlsx 或 CSV。',
    '這是舊版 .xls 或已加密的活頁簿，請另存為一般的 .xlsx 或 CSV。',
  ],
  why_several_sheets: [
    'More than one sheet of the workbook has rows. Keep the one to import.',
    '工作簿中有多个工作表含有数据，请只保留要导入的一个。',
    '活頁簿中有多個工作表含有資料，請只保留要匯入的一個。',
  ],
  why_no_web_address: ['This is no web address.', '这不是有效的网址。', '這不是有效的網址。'],
  why_https_only: ['Only addresses with https are used.', '只能使用 https 地址。', '只能使用 https 位址。'],
  why_ports_only: [
    'Only the ports 443 and 8443 are used.',
    '只能使用 443 和 8443 端口。',
    '只能使用 443 與 8443 連接埠。',
  ],
  why_address_with_password: ['An address must not hold a password.', '地址中不能含有密码。', '位址中不能含有密碼。'],
  why_ends_before_begins: ['The end lies before the beginning.', '结束时间早于开始时间。', '結束時間早於開始時間。'],
  why_too_many_kept: [
    'There are {{maximum}} already, and no more can be kept. Remove one first.',
    '已达上限 {{maximum}} 个，请先删除一个。',
    '已達上限 {{maximum}} 個，請先刪除一個。',
  ],
  why_too_many_groups: [
    'There is too much to count here. Choose a shorter period, fewer comments or another dimension.',
    '分组过多，无法统计。请缩短时间段、减少评论，或换一个维度。',
    '分組過多，無法統計。請縮短期間、減少評論，或換一個維度。',
  ],
  why_export_too_large: [
    'There are too many comments for XLSX. Export CSV or NDJSON.',
    '评论过多，无法导出为 XLSX，请导出 CSV 或 NDJSON。',
    '評論過多，無法匯出為 XLSX，請匯出 CSV 或 NDJSON。',
  ],
  why_no_comments: ['No comment passes the filter.', '没有符合筛选条件的评论。', '沒有符合篩選條件的評論。'],
  why_more_topics_than_comments: [
    'The filter leaves {{maximum}} comments, and there cannot be more topics than that.',
    '筛选后只有 {{maximum}} 条评论，主题数不能更多。',
    '篩選後只有 {{maximum}} 則評論，主題數不能更多。',
  ],
  why_job_over: ['It has ended already.', '已经结束。', '已經結束。'],
  why_job_under_way: [
    'It is still under way. Wait for its end, or stop it.',
    '仍在进行，请等待结束或先停止。',
    '仍在進行，請等待結束或先停止。',
  ],
  why_import_under_way: [
    'An import is under way. Try again when it is over.',
    '正在导入评论，请在导入结束后重试。',
    '正在匯入評論，請在匯入結束後重試。',
  ],
  why_no_topics_yet: [
    'There are no topics yet: the run is not over, or has not succeeded.',
    '还没有主题：分析尚未结束，或未成功。',
    '還沒有主題：分析尚未結束，或未成功。',
  ],
  why_name_taken: ['There is one of this name already.', '该名称已被使用。', '此名稱已被使用。'],
  why_code_taken: ['There is one with this code already.', '该代码已被使用。', '此代碼已被使用。'],
  why_login_taken: ['Somebody has this login already.', '该账号已被使用。', '此帳號已被使用。'],
  why_person_disabled: [
    'This person may not sign in. Allow it first.',
    '该人员已停用，请先允许其登录。',
    '該人員已停用，請先允許其登入。',
  ],
  why_last_admin: [
    'This is the last administrator. Make somebody else one first.',
    '这是最后一位管理员，请先指定另一位。',
    '這是最後一位管理員，請先指定另一位。',
  ],
  why_key_expired: [
    'This key has expired. Create another one.',
    '该密钥已过期，请新建一个。',
    '此金鑰已過期，請新建一個。',
  ],
  why_webhook_disabled: [
    'This webhook is switched off. Switch it on first.',
    '该 Webhook 已停用，请先启用。',
    '此 Webhook 已停用，請先啟用。',
  ],
  why_not_in_force: ['This version is not in force.', '该版本并未生效。', '該版本並未生效。'],
  why_in_force: ['This version is in force already.', '该版本正在生效。', '該版本正在生效。'],
  why_no_draft: ['There is no draft.', '没有草稿。', '沒有草稿。'],
  why_nothing_to_undo: ['There is no decision to take back.', '没有可以撤销的结论。', '沒有可以復原的結論。'],
  why_not_flagged: ['The comment is not flagged as a conflict.', '该评论未被标为冲突。', '該評論未被標為衝突。'],
  why_no_rating: ['The comment has no rating.', '该评论没有评分。', '該評論沒有評分。'],
  why_not_analysed: [
    'The comment waits for its analysis. Try again in a moment.',
    '该评论仍在等待分析，请稍后再试。',
    '該評論仍在等待分析，請稍後再試。',
  ],
  why_no_report_to_compare: [
    'The report to compare with is gone, or is not made yet.',
    '要对比的报告已不存在，或尚未生成。',
    '要對比的報告已不存在，或尚未產生。',
  ],
  why_wrong_passwords: [
    'Too many wrong passwords. Try again later.',
    '密码错误次数过多，请稍后再试。',
    '密碼錯誤次數過多，請稍後再試。',
  ],
  why_password_is_name: [
    'A password must not be the name of its owner.',
    '密码不能与账号或姓名相同。',
    '密碼不能與帳號或姓名相同。',
  ],
  why_wrong_setup_link: [
    'This is not the set-up link of this service.',
    '这不是本服务的设置链接。',
    '這不是本服務的設定連結。',
  ],
  why_invitation_used: [
    'This invitation was used, is too old, or never was one.',
    '邀请链接已被使用、已过期或无效。',
    '邀請連結已被使用、已過期或無效。',
  ],
  why_people_only: [
    'This is for people who sign in, not for API keys.',
    '这项操作仅限登录的人员，不能使用 API 密钥。',
    '這項操作僅限登入的人員，不能使用 API 金鑰。',
  ],
  why_other_session: [
    'You have signed in anew since this page was opened. Load it again.',
    '页面打开后登录状态已变，请重新载入页面。',
    '頁面開啟後登入狀態已變，請重新載入頁面。',
  ],
  why_decided_by_you: [
    'You have decided this comment before: this is for somebody else.',
    '你已对这条评论作过结论，需由他人处理。',
    '你已對這則評論作過結論，需由他人處理。',
  ],
  why_decided_by_another: [
    'Only who decided, or an administrator, takes a decision back.',
    '只有作出结论的人或管理员可以撤销。',
    '只有作出結論的人或管理員可以復原。',
  ],
  most_characters: [
    'At most {{maximum}} characters are allowed.',
    '最多 {{maximum}} 个字符。',
    '最多 {{maximum}} 個字元。',
  ],
  most_entries: ['At most {{maximum}} entries are allowed.', '最多 {{maximum}} 项。', '最多 {{maximum}} 項。'],
  most_bytes: ['At most {{maximum}} MiB are allowed.', '最多 {{maximum}} MiB。', '最多 {{maximum}} MiB。'],
  most_number: ['The value may be at most {{maximum}}.', '不得大于 {{maximum}}。', '不得大於 {{maximum}}。'],
  least_characters: [
    'At least {{minimum}} characters are required.',
    '至少 {{minimum}} 个字符。',
    '至少 {{minimum}} 個字元。',
  ],
  least_entries: ['At least {{minimum}} entries are required.', '至少 {{minimum}} 项。', '至少 {{minimum}} 項。'],
  least_number: ['The value must be at least {{minimum}}.', '不得小于 {{minimum}}。', '不得小於 {{minimum}}。'],
  between_characters: [
    'There must be {{minimum}} to {{maximum}} characters.',
    '须为 {{minimum}} 到 {{maximum}} 个字符。',
    '須為 {{minimum}} 到 {{maximum}} 個字元。',
  ],
  between_entries: [
    'There must be {{minimum}} to {{maximum}} entries.',
    '须为 {{minimum}} 到 {{maximum}} 项。',
    '須為 {{minimum}} 到 {{maximum}} 項。',
  ],
  between_number: [
    'The value must be from {{minimum}} to {{maximum}}.',
    '须在 {{minimum}} 到 {{maximum}} 之间。',
    '須在 {{minimum}} 到 {{maximum}} 之間。',
  ],
  failureValue: ['It says “{{value}}”.', '此处为“{{value}}”。', '此處為「{{value}}」。'],
  failuresMore: ['And {{n}} more.', '另有 {{n}} 处。', '另有 {{n}} 處。'],
  failureAt: ['{{field}}: {{said}}', '{{field}}：{{said}}', '{{field}}：{{said}}'],
  failureNth: ['{{field}} ({{at}})', '{{field}}（第 {{at}} 项）', '{{field}}（第 {{at}} 項）'],
} satisfies Words;

export type FailuresKey = keyof typeof words;

addWords(words);

type Say = (key: FailuresKey, values?: Record<string, string | number>) => string;
type One = Omit<Failure, 'errors'>;

const mebibyte = 2 ** 20;

/**
 * What to say of a failure: a sentence or two, of a request one for each offending place. `named` has the name of a field
 * by its pointer, null where the page has none for it: then it is told by its pointer.
 */
export function failureTexts(failure: Failure, t: Say, named: (pointer: string) => string | null): string[] {
  const { errors = [], ...whole } = failure;
  if (errors.length === 0) return [failureText(whole, t)];
  const texts = errors.map(({ pointer = '', ...one }) => {
    const said = failureText({ kind: whole.kind, ...one }, t);
    // A reason says it all.
    const field = one.reason === undefined ? (named(pointer) ?? pointer) : '';
    return field === '' ? said : t('failureAt', { field, said });
  });
  return [...new Set(texts)];
}

/** The sentence for a code or its reason, with what is known of the value; the detail as the API has it where there is none. */
export function failureText({ kind, code, detail, reason, values = {} }: One, t: Say): string {
  const because = `why_${reason}`;
  if (isKey(because)) return t(because, { ...values });
  // What stands after a colon says more of it, for whoever looks into the service.
  const [name] = code.split(':');
  const key = [`fail_${kind}_${name}`, `fail_${name}`].find(isKey);
  if (key === undefined) return detail ?? code;
  const bounds = boundsText(values, t);
  const given = values.value === undefined ? null : t('failureValue', { value: values.value });
  // Out of its range: the range says it all.
  return joined([name === 'out_of_range' && bounds !== null ? null : t(key), bounds, given]);
}

function boundsText({ minimum, maximum, unit }: NonNullable<One['values']>, t: Say): string | null {
  const counted = unit ?? 'number';
  const [least, most] = unit === 'bytes' ? [undefined, inMebibytes(maximum)] : [minimum, maximum];
  if (least === 1 && most === undefined && unit !== undefined) return t('fail_missing_field');
  const which = least === undefined ? 'most' : most === undefined ? 'least' : 'between';
  const key = `${which}_${counted}`;
  if (most === undefined && least === undefined) return null;
  return isKey(key) ? t(key, { minimum: least ?? '', maximum: most ?? '' }) : null;
}

function inMebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.floor(bytes / mebibyte);
}

/** Sentences in a row; those in Chinese have no blank between them. */
function joined(sentences: (string | null)[]): string {
  return sentences.filter((one) => one !== null).reduce((all, one) => `${all}${all.endsWith('。') ? '' : ' '}${one}`);
}

function isKey(key: string): key is FailuresKey {
  return Object.hasOwn(words, key);
}
