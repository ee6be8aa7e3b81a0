/** Characters that make up about a third of running Chinese text, in both scripts. */
const common = new Set(
  '的一是不了在人有我他这这個们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感見這個們來時為說國會過對於學麼發當沒還樣種開總從無現動頭經長兒愛給間兩親進話與服務員務態度價格買東西送貨速度快慢品質環境餐廳店家訂單收到退',
);

const fewestHan = 20;

/**
 * Whether the bytes read as running text in Big5 and not in GB18030. Most Big5 bytes are valid GB18030 too,
 * but come out as rare characters, so the share of common characters tells the two apart. False when in doubt.
 */
export function looksLikeBig5(sample: Uint8Array): boolean {
  const big5 = commonShare(new TextDecoder('big5').decode(sample));
  const gb18030 = commonShare(new TextDecoder('gb18030').decode(sample));
  return big5 > 0.08 && big5 > 3 * gb18030;
}

/** Share of common characters among the Han characters, 0 when there are too few to tell. */
function commonShare(text: string): number {
  let han = 0;
  let hits = 0;
  for (const character of text) {
    if (character < '\u3400' || character > '\u9fff') continue;
    han++;
    if (common.has(character)) hits++;
  }
  return han < fewestHan ? 0 : hits / han;
}
