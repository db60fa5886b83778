/** Fictional people from many countries, each with a matching place. */
export interface Homeland {
  country: string;
  places: readonly [Place, ...Place[]];
  firstNames: readonly [string, ...string[]];
  lastNames: readonly [string, ...string[]];
  languages: readonly string[];
}

export interface Place {
  city: string;
  state: string;
}

export const homelands: readonly [Homeland, ...Homeland[]] = [
  {
    country: 'United States',
    places: [
      { city: 'Austin', state: 'Texas' },
      { city: 'Seattle', state: 'Washington' },
      { city: 'Boston', state: 'Massachusetts' },
    ],
    firstNames: ['Avery', 'Jordan', 'Maya', 'Theodore', 'Renée'],
    lastNames: ['Calloway', "O'Rourke", 'Whitfield', 'Okafor', 'Delgado-Reyes'],
    languages: ['English', 'Spanish'],
  },
  {
    country: 'Germany',
    places: [
      { city: 'Berlin', state: 'Berlin' },
      { city: 'München', state: 'Bayern' },
    ],
    firstNames: ['Jürgen', 'Anneliese', 'Sören', 'Käthe'],
    lastNames: ['Größmann', 'von der Heide', 'Müllerschön', 'Böttcher'],
    languages: ['German', 'English'],
  },
  {
    country: 'Japan',
    places: [
      { city: 'Tokyo', state: '' },
      { city: 'Osaka', state: '' },
    ],
    firstNames: ['さくら', '健太', '陽子', '大輔'],
    lastNames: ['田中', '小野寺', '長谷川', '𠮷野'],
    languages: ['Japanese', 'English'],
  },
  {
    country: 'India',
    places: [
      { city: 'Bengaluru', state: 'Karnataka' },
      { city: 'Pune', state: 'Maharashtra' },
    ],
    firstNames: ['अनन्या', 'Vikram', 'Lakshmi', 'Arjun'],
    lastNames: ['शर्मा', 'Iyer', 'Deshpande', 'Chaudhary'],
    languages: ['Hindi', 'English', 'Tamil'],
  },
  {
    country: 'United Arab Emirates',
    places: [{ city: 'Dubai', state: 'Dubai' }],
    firstNames: ['ليلى', 'عمر', 'Noura', 'Khalid'],
    lastNames: ['المنصوري', 'Al Farsi', 'حداد', 'Haddad'],
    languages: ['Arabic', 'English'],
  },
  {
    country: 'Ukraine',
    places: [
      { city: 'Kyiv', state: '' },
      { city: 'Lviv', state: '' },
    ],
    firstNames: ['Олена', 'Тарас', 'Ірина', 'Andriy'],
    lastNames: ['Шевчук', 'Коваленко', 'Мельник', 'Bondarenko'],
    languages: ['Ukrainian', 'English', 'Polish'],
  },
  {
    country: 'Brazil',
    places: [
      { city: 'São Paulo', state: 'SP' },
      { city: 'Florianópolis', state: 'SC' },
    ],
    firstNames: ['João', 'Conceição', 'Thaís', 'Luís'],
    lastNames: ['Araújo', 'Guimarães', 'da Silva Brandão', 'Falcão'],
    languages: ['Portuguese', 'English', 'Spanish'],
  },
  {
    country: 'South Korea',
    places: [{ city: 'Seoul', state: '' }],
    firstNames: ['지우', '민준', 'Ha-eun', '서연'],
    lastNames: ['김', '박', 'Choi', '남궁'],
    languages: ['Korean', 'English'],
  },
  {
    country: 'Israel',
    places: [{ city: 'Tel Aviv-Yafo', state: '' }],
    firstNames: ['נועה', 'יונתן', 'Yael', 'Eitan'],
    lastNames: ['לוי', 'כהן', 'Shapira', 'Mizrahi'],
    languages: ['Hebrew', 'English'],
  },
  {
    country: 'Türkiye',
    places: [{ city: 'İstanbul', state: '' }],
    firstNames: ['Çağla', 'Işıl', 'Emre', 'Oğuz'],
    lastNames: ['Yıldırım', 'Öztürk', 'Şahin', 'Güneş'],
    languages: ['Turkish', 'English'],
  },
];

export const decorations: readonly [string, ...string[]] = [' 🚀', ' 👩‍💻', ' ☁️', ', CISSP 🔐', ' 🇺🇦'];
