import type { FieldError } from '../../../common/errors/invalid-request.error.js';
import { shownValue } from '../../../common/validation/invalid-value.js';
import { isObject } from '../../../common/validation/plain-object.js';
import type { Problem } from '../../../common/validation/problems.js';
import {
  FILTER_FIELDS,
  FILTER_FIELD_KINDS,
  FILTER_GROUPS,
  FILTER_LIMITS,
  OPERATORS_OF_KIND,
  type FilterNode,
} from '../../../model/profile-filter.js';
import { conditionValue } from './condition-value.js';
import { filterProblems, unknownOperator } from './filter-problems.js';

/** Maximum number of reported problems; after these, the rest of the filter is not read. */
const MAX_PROBLEMS = 100;

/**
 * A filter as it came in a request, validated and normalized, or everything that is wrong with it. It is never walked beyond its
 * limits, whatever was sent.
 * @param field the name of the filter in the request, in front of the paths of problems
 */
export function readFilter(sent: unknown, field: string): { filter: FilterNode } | { problems: FieldError[] } {
  const reader = new FilterReader();
  const filter = reader.node(sent, field, 0);
  if (reader.hasTooMany) reader.report(field, filterProblems.tooMany, sent);
  return filter !== null && reader.problems.length === 0 ? { filter } : { problems: reader.problems };
}

class FilterReader {
  readonly problems: FieldError[] = [];
  private conditions = 0;

  get hasTooMany(): boolean {
    return this.conditions > FILTER_LIMITS.conditions;
  }

  /** Null after a problem was reported. */
  node(sent: unknown, path: string, groupsAround: number): FilterNode | null {
    if (!isObject(sent)) return this.leaf(path, filterProblems.notAnObject, sent);
    const isGroup = sent['op'] !== undefined || sent['conditions'] !== undefined;
    const isCondition = sent['field'] !== undefined || sent['type'] !== undefined;
    if (isGroup && isCondition) return this.leaf(`${path}.op`, filterProblems.both, sent['op']);
    if (isGroup) return this.group(sent, path, groupsAround + 1);
    return isCondition ? this.condition(sent, path) : this.leaf(path, filterProblems.neither, sent);
  }

  report(field: string, problem: Problem, sent: unknown): null {
    const { error_type, message } = problem;
    this.problems.push({ field, message, invalid_value: shownValue(sent), error_type });
    return null;
  }

  private group({ op, conditions }: Record<string, unknown>, path: string, depth: number): FilterNode | null {
    if (depth > FILTER_LIMITS.depth) return this.leaf(path, filterProblems.tooDeep, null);
    const known = FILTER_GROUPS.find((name) => name === op);
    if (op === undefined) this.report(`${path}.op`, filterProblems.missing, null);
    else if (!known) this.report(`${path}.op`, filterProblems.unknownGroup, op);
    const below = this.nodes(conditions, `${path}.conditions`, depth);
    return known && below ? { op: known, conditions: below } : null;
  }

  private nodes(sent: unknown, path: string, depth: number): FilterNode[] | null {
    if (sent === undefined) return this.leaf(path, filterProblems.missing, null);
    if (!Array.isArray(sent)) return this.leaf(path, filterProblems.notAList, sent);
    if (sent.length === 0) return this.leaf(path, filterProblems.empty, sent);
    const nodes: FilterNode[] = [];
    for (const [index, item] of sent.entries()) {
      const node = this.node(item, `${path}.${index}`, depth);
      if (this.hasTooMany || this.problems.length >= MAX_PROBLEMS) return null;
      if (node) nodes.push(node);
    }
    return nodes;
  }

  private condition(sent: Record<string, unknown>, path: string): FilterNode | null {
    this.conditions += 1;
    const field = FILTER_FIELDS.find((name) => name === sent['field']);
    if (!field) {
      const isThere = sent['field'] !== undefined;
      return this.report(
        `${path}.field`,
        isThere ? filterProblems.unknownField : filterProblems.missing,
        sent['field'],
      );
    }
    const type = OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]].find((name) => name === sent['type']);
    if (!type) {
      const isThere = sent['type'] !== undefined;
      return this.report(`${path}.type`, isThere ? unknownOperator(field) : filterProblems.missing, sent['type']);
    }
    if (sent['value'] === undefined) return this.report(`${path}.value`, filterProblems.missing, null);
    const read = conditionValue(field, type, sent['value']);
    if ('value' in read) return { field, type, value: read.value };
    for (const { item, sent: value, ...problem } of read.problems) {
      this.report(item === null ? `${path}.value` : `${path}.value.${item}`, problem, value);
    }
    return null;
  }

  /** A problem with something that takes the place of a condition: counted, so that no list of them is walked to its end. */
  private leaf(path: string, problem: Problem, sent: unknown): null {
    this.conditions += 1;
    return this.report(path, problem, sent);
  }
}
