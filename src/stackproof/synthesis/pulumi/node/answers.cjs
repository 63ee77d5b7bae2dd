// What is answered to a program in place of what only a deployment can tell; see answers.py, which does the same.
"use strict";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const REGION_CALL = "aws:index/getRegion:getRegion";
const DEPTH = 4;
const MADE_UP_ITEMS = [3, 4];

/**
 * @param types what the declarations of the program's packages say
 * @param mint makes the placeholders
 * @param region gives the region of the default provider, as far as it is told
 */
function answers(types, mint, region) {
  /** A text for a text, an object of them for an object; undefined for what no placeholder can stand for. */
  function standIn(where, member, depth) {
    if (types.isText(member)) return { placeholder: where };
    const inner = depth < DEPTH ? types.members(member) : null;
    if (inner === null || inner === undefined) return undefined;
    const found = {};
    for (const [name, one] of inner) {
      const value = standIn(`${where}.${name}`, one, depth + 1);
      found[name] = value === undefined ? UNKNOWN : value;
    }
    return found;
  }

  /** As `standIn`, but an answer at once: what is no text is made up, otherwise in each run. */
  function madeUp(where, member, depth) {
    const kind = member.kind;
    if (types.isText(member)) return { placeholder: where };
    if (kind === "boolean") return mint.run === 0;
    if (kind === "number") return 2 + mint.run;
    if (kind.endsWith("[]") && depth < DEPTH) {
      const item = { ...member, kind: kind.slice(0, -2) };
      return Array.from({ length: MADE_UP_ITEMS[mint.run] }, (_, index) => madeUp(`${where}.${index}`, item, depth + 1));
    }
    if (kind.startsWith("{")) return {};
    const inner = depth < DEPTH ? types.members(member) : null;
    if (inner === null || inner === undefined) return null;
    return Object.fromEntries([...inner].map(([name, one]) => [name, madeUp(`${where}.${name}`, one, depth + 1)]));
  }

  function isMarked(value) {
    if (value === UNKNOWN) return true;
    if (Array.isArray(value)) return value.some(isMarked);
    if (value === null || typeof value !== "object") return false;
    return SIGNATURE in value || Object.values(value).some(isMarked);
  }

  /** A value with the identifier of a resource in place of the resource itself, as a provider gives it back. */
  function identified(value) {
    if (Array.isArray(value)) return value.map(identified);
    if (value === null || typeof value !== "object") return value;
    if (value[SIGNATURE] === RESOURCE) return value.id || UNKNOWN;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, identified(item)]));
  }

  function filled(value, placeholders) {
    if (Array.isArray(value)) return value.map((item) => filled(item, placeholders));
    if (value === null || typeof value !== "object") return value;
    if (typeof value.placeholder === "string" && Object.keys(value).length === 1) {
      placeholders[value.placeholder] = mint.placeholder(value.placeholder.split(".").pop());
      return placeholders[value.placeholder];
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, placeholders)]));
  }

  function outputsOf(token, inputs, placeholders) {
    const known = types.outputs(token);
    const answer = {};
    for (const [name, member] of [...known].sort(([one], [other]) => (one < other ? -1 : 1))) {
      if (name in inputs || name === "id" || name === "urn" || member.optional) continue;
      const value = standIn(name, member, 0);
      if (value !== undefined) answer[name] = filled(value, placeholders);
    }
    for (const [name, value] of Object.entries(inputs)) {
      const given = identified(value);
      const asText = known.has(name) && types.isText(known.get(name)) && given !== null && typeof given === "object";
      answer[name] = asText && !isMarked(given) ? JSON.stringify(given) : given;
    }
    return answer;
  }

  function answerOf(token, inputs, placeholders) {
    const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isMarked(value)));
    const answer = {};
    for (const [name, member] of types.answer(token)) {
      if (name in known || (member.optional && !(name in inputs))) continue;
      answer[name] = filled(madeUp(name, member, 0), placeholders);
    }
    if (token === REGION_CALL && region() && !("region" in inputs)) {
      for (const name of ["id", "name", "region"]) if (name in answer) answer[name] = region();
    }
    return { ...answer, ...known };
  }

  return { outputsOf, answerOf };
}

module.exports = { answers, UNKNOWN };
