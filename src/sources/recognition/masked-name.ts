/**
 * LinkedIn shows "LinkedIn Member" in place of the name of a person whom the viewer may not see, in the language of the viewer. These are
 * the names of the site, the words for a member or user of it, and what may stand between them, in the languages of LinkedIn's pages.
 * Written by hand, from memory and dictionaries; not compared with the pages themselves.
 */
const SITE =
  'linkedin|领英|領英|リンクトイン|リンクドイン|링크드인|لينكدان|لينكدإن|لينكدين|لینکدین|לינקדאין|לינקדין|लिंक्डइन|लिंक्डिन|ลิงค์อิน|ลิงก์อิน';

const MEMBER =
  'member|members|user|mitglied|nutzer|benutzer|mitgliedin|membre|utilisateur|utilisatrice|utilisateurrice|miembro|usuario|usuaria|membro|usuário|utilizador|' +
  'utente|iscritto|lid|gebruiker|medlem|användare|bruger|bruker|jäsen|käyttäjä|członek|użytkownik|člen|uživatel|участник|пользователь|' +
  'член|учасник|користувач|üyesi|üye|kullanıcısı|kullanıcı|membru|utilizator|tag|tagja|felhasználó|felhasználója|μέλος|χρήστης|' +
  'メンバー|会員|ユーザー|ユーザ|会员|會員|用户|用戶|成员|成員|회원|멤버|사용자|عضو|مستخدم|کاربر|חבר|חברה|חברת|משתמש|משתמשת|' +
  'सदस्य|मेंबर|उपयोगकर्ता|वापरकर्ता|সদস্য|ব্যবহারকারী|ਮੈਂਬਰ|సభ్యుడు|సభ్యులు|สมาชิก|ผู้ใช้|anggota|pengguna|ahli|thành viên|người dùng|miyembro|kasapi';

const BETWEEN =
  'a|the|of|on|at|in|from|auf|bei|von|vom|de|do|da|di|du|del|della|dell|d|su|sur|en|van|op|på|af|av|i|w|na|sítě|site|serwisu|сети|в|у|мережі|του|στο|' +
  'の|的|في|ب|ل|ה|ב|של|के|का|की|के लिए|ของ|bên|trên|của|ng|sa|nin|in|ın|s';

const site = new RegExp(SITE.split('|').map(folded).join('|'), 'u');
const members = new Set(MEMBER.split('|').map(folded));
const between = new Set(BETWEEN.split('|').map(folded));
/** A masked name is short, so longer names are not checked. */
const LONGEST = 60;

/** Whether LinkedIn shows this in place of a hidden name, however it is spelled: `LinkedIn Member`, `LINKEDIN-MITGLIED`, `领英会员`. */
export function isMaskedName(name: string): boolean {
  if (name.length > LONGEST) return false;
  const joined = folded(name);
  const rest = joined.replace(site, '');
  if (rest === joined) return false;
  const words = (name.normalize('NFKC').match(/[\p{L}\p{M}]+/gu) ?? []).map((word) => folded(word).replace(site, ''));
  const meant = words.filter((word) => !between.has(word)).join('');
  return [rest, meant, ...[...between].flatMap((word) => withoutEnds(meant, word))].some((found) => members.has(found));
}

/** Languages without blanks join the words: `LinkedInのメンバー`. */
function withoutEnds(words: string, end: string): string[] {
  return [
    ...(words.startsWith(end) ? [words.slice(end.length)] : []),
    ...(words.endsWith(end) ? [words.slice(0, -end.length)] : []),
  ];
}

/** Letters alone, in one spelling: no case, no accents, no blanks. */
function folded(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC')
    .replaceAll('ı', 'i')
    .replace(/[^\p{L}\p{M}]+/gu, '');
}
