import type { FilterCondition, FilterField, FilterNode, FilterOperator } from '../../src/model/profile-filter.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';

type Value = string | number | boolean;

/** Whether a profile meets a filter, as its documentation says, without a database. */
export function meets(profile: EnrichedProfile, node: FilterNode): boolean {
  if (!('op' in node)) return meetsCondition(valuesOf(profile, node.field), node);
  const results = node.conditions.map((condition) => meets(profile, condition));
  if (node.op === 'and') return results.every(Boolean);
  return node.op === 'or' ? results.some(Boolean) : !results.some(Boolean);
}

/** All values of a field that a stored profile has. */
export function valuesOf(enriched: EnrichedProfile, field: FilterField): Value[] {
  const { profile, companies } = enriched;
  const current = profile.experience.filter(({ is_current }) => is_current);
  const linked = (companies ?? []).map(({ company }) => ('value' in company ? company.value : company));
  const stated = profile.current_company;
  const place = [profile.location, profile.city].filter((part) => part !== null && part !== '').join(', ');
  const values: Record<FilterField, (Value | null | undefined)[]> = {
    name: [profile.name],
    headline: [profile.position],
    about: [profile.about],
    location: [profile.location, profile.city, place],
    country_code: [profile.country_code],
    suggested_role: [enriched.suggested_role],
    company: [stated?.name, ...profile.experience.map(({ company }) => company)],
    company_domain: [stated?.domain, ...linked.map(({ domain }) => domain)],
    company_industry: [stated?.industry, ...linked.flatMap(({ industries }) => industries)],
    title: profile.experience.map(({ title }) => title),
    current_company: [stated?.name, ...current.map(({ company }) => company)],
    current_title: current.map(({ title }) => title),
    is_current: profile.experience.length > 0 ? [current.length > 0] : [],
    school: profile.education.map(({ school }) => school),
    skill: profile.skills,
    followers: [profile.followers],
    fetched_at: [enriched.fetched_at.getTime()],
    source: [enriched.source],
    email: [enriched.email],
  };
  return values[field].filter((value): value is Value => value !== null && value !== undefined && value !== '');
}

type Test = (of: Value, first: Value, last: Value, wanted: readonly Value[]) => boolean;

const equal: Test = (of, first) => of === first;
const TESTS: Record<Exclude<FilterOperator, 'exists'>, Test> = {
  '=': equal,
  '!=': equal,
  in: (of, _first, _last, wanted) => wanted.includes(of),
  contains: (of, first) => String(of).includes(String(first)),
  starts_with: (of, first) => String(of).startsWith(String(first)),
  '>': (of, first) => of > first,
  '>=': (of, first) => of >= first,
  '<': (of, first) => of < first,
  '<=': (of, first) => of <= first,
  between: (of, first, last) => of >= first && of <= last,
};

function meetsCondition(values: readonly Value[], { field, type, value }: FilterCondition): boolean {
  if (type === 'exists') return values.length > 0 === value;
  const wanted = (Array.isArray(value) ? value : [value]).map((one) => comparable(one, field));
  const isMet = values.some((of) => TESTS[type](comparable(of, field), wanted[0]!, wanted.at(-1)!, wanted));
  return type === '!=' ? !isMet : isMet;
}

function comparable(value: Value, field: FilterField): Value {
  if (typeof value !== 'string') return value;
  return field === 'fetched_at' ? Date.parse(value) : value.toLowerCase();
}
