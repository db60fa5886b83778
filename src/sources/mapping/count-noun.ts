/**
 * What LinkedIn counts, in the languages with most members; written by hand, not compared with its pages: followers, connections, employees, members, and the
 * small words beside them. Any other word may be a unit (`tisoc`), and makes the number unknown.
 */
const WORDS: ReadonlySet<string> = new Set(
  (
    'follower followers connection connections contact contacts employee employees member members people person staff associated ' +
    'on linkedin total or more and plus over about around approx approximately ' +
    'kontakt kontakte mitarbeiter mitarbeitende beschaftigte mitglieder ' +
    'abonne abonnes relation relations employe employes membres personnes ' +
    'seguidor seguidores seguidoras contacto contactos empleado empleados miembros o mas ' +
    'conexao conexoes funcionario funcionarios colaboradores ligacoes pessoas ou mais ' +
    'collegamento collegamenti dipendente dipendenti membri volger volgers connectie connecties medewerkers leden ' +
    'foljare kontakter anstallda medlemmar folgere forbindelser medarbejdere ansatte seurajaa yhteytta tyontekijaa ' +
    'obserwujacy obserwujacych kontaktow pracownikow sledujici sledujicich spojeni zamestnancu ' +
    'takipci baglanti calisan urmaritori conexiuni angajati koveto ismeros alkalmazott ' +
    'подписчик подписчика подписчиков контакт контакта контактов сотрудник сотрудника сотрудников ' +
    'підписник підписники підписників контакти контактів працівників ' +
    'ακολουθος ακολουθοι pengikut koneksi karyawan sambungan pekerja nguoi theo doi ket noi nhan vien ' +
    'متابع متابعا متابعين متابعون עוקבים フォロワー 人 名 人のフォロワー つながり 位关注者 关注者 位關注者 關注者 好友 팔로워 명 ผู้ติดตาม फॉलोअर फॉलोअर्स'
  ).split(' '),
);

/** Whether folded words only name what is counted. */
export function areCountNouns(words: string): boolean {
  return words.split(/[\s,()]+/).every((word) => word === '' || WORDS.has(word));
}
