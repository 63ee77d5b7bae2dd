// Loaded by node before the foreign program, inside the sandbox: makes chance and time tell themselves apart, and notes
// how the program ends. It shares its process with the program, so nothing that it writes may be believed without a
// check.
//
// The environment variable STACKPROOF_JOB names a job file (JSON): `name` of the run, `work` (where results go),
// `top` (the copy), `project` (the project's folder in it), `seed` and `shift` (milliseconds by which the clock is ahead). For the modules that are loaded
// after it, `globalThis[Symbol.for("stackproof")]` holds the job, `frames` and `atExit`.
"use strict";

const fs = require("fs");
const path = require("path");
const Module = require("module");

const job = JSON.parse(fs.readFileSync(process.env.STACKPROOF_JOB, "utf8"));
delete process.env.STACKPROOF_JOB;
// Where the loader looks for the configuration, and nothing of the program's business.
const prefix = job.project + "/";
const top = (job.top || job.project) + "/";
const write = fs.writeFileSync.bind(fs);
const now = Date.now;
const started = now();

const MAX_TEXT = 8000;
const MAX_FRAMES = 12;

Error.stackTraceLimit = 100;

// ---------------------------------------------------------------------------------------------------------- frames

/** The path of a file of the project, or of what it uses beside its folder, relative to it; null for everything else. */
function relative(name) {
  if (typeof name !== "string") return null;
  let file = name;
  if (file.startsWith("file://")) {
    try {
      file = require("url").fileURLToPath(file);
    } catch {
      return null;
    }
  }
  file = file.split("?")[0];
  if (!file.startsWith(top) || file.includes("/node_modules/")) return null;
  return file.startsWith(prefix) ? file.slice(prefix.length) : path.relative(job.project, file);
}

const findSourceMap = Module.findSourceMap;

/** [file, line, column] of a call site in the source that the author wrote; null for what is not the project's. */
function located(site) {
  const name = site.getFileName() || (site.getEvalOrigin && site.isEval() ? null : site.getScriptNameOrSourceURL());
  if (relative(name) === null) return null;
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  let map;
  try {
    map = findSourceMap(name);
  } catch {
    map = undefined;
  }
  if (!map) return [relative(name), line, column];
  const origin = map.findOrigin(line, column);
  // What the translation itself added has no place, or one in front of the line.
  if (!origin || !origin.fileName || !(origin.lineNumber > 0) || !(origin.columnNumber > 0)) return null;
  const file = relative(origin.fileName);
  return file === null ? null : [file, origin.lineNumber, origin.columnNumber];
}

let prepare = Error.prepareStackTrace;

// node itself tells places in the author's sources. The library source-map-support, which most programs load for that,
// takes its place, knows nothing of the translation made here, and would tell places in its result.
Object.defineProperty(Error, "prepareStackTrace", {
  get: () => prepare,
  set(value) {
    if (!String(new Error().stack).includes("/source-map-support/")) prepare = value;
  },
  configurable: true,
});

/** The call sites of the present stack, innermost first, without those of this module. */
function callSites() {
  const before = prepare;
  const limit = Error.stackTraceLimit;
  let sites = [];
  try {
    Error.stackTraceLimit = 1000;
    prepare = (_, found) => found;
    const found = new Error().stack;
    if (Array.isArray(found)) sites = found.filter((site) => site.getFileName() !== __filename);
  } catch {
    sites = [];
  } finally {
    prepare = before;
    Error.stackTraceLimit = limit;
  }
  return sites;
}

/** The places of the project's own frames among call sites, innermost first. */
function frames(sites) {
  const found = [];
  for (const site of sites) {
    const place = located(site);
    if (place !== null) found.push(place);
    if (found.length >= MAX_FRAMES) break;
  }
  return found;
}

// ---------------------------------------------------------------------------------------------------------- chance

/** Numbers that are the same for the same seed (xorshift128 by Marsaglia, seeded by FNV-1a). */
function generator(seed) {
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 ^ word;
    for (const character of Buffer.from(seed)) hash = Math.imul(hash ^ character, 0x01000193) >>> 0;
    state[word] = (Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0) || 1;
  }
  return function next() {
    let t = state[3];
    const s = state[0];
    state[3] = state[2];
    state[2] = state[1];
    state[1] = s;
    t ^= t << 11;
    t ^= t >>> 8;
    state[0] = t ^ s ^ (s >>> 19);
    return state[0] >>> 0;
  };
}

const next = generator(job.seed);

function fill(target) {
  const bytes = ArrayBuffer.isView(target)
    ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    : new Uint8Array(target);
  for (let index = 0; index < bytes.length; index++) bytes[index] = next() & 0xff;
  return target;
}

function bytes(size) {
  return fill(Buffer.alloc(size));
}

function uuid() {
  const found = bytes(16);
  found[6] = (found[6] & 0x0f) | 0x40;
  found[8] = (found[8] & 0x3f) | 0x80;
  const text = found.toString("hex");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

function installChance() {
  const crypto = require("crypto");
  const answered = (call) => (size, callback) => {
    const value = call(size);
    if (typeof callback !== "function") return value;
    process.nextTick(callback, null, value);
    return undefined;
  };
  Math.random = () => (next() * 0x200000 + (next() >>> 11)) / 0x20000000000000;
  crypto.randomBytes = answered(bytes);
  crypto.pseudoRandomBytes = crypto.randomBytes;
  crypto.randomUUID = uuid;
  crypto.randomFillSync = (target, offset = 0, size = undefined) => {
    const whole = ArrayBuffer.isView(target)
      ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      : new Uint8Array(target);
    fill(whole.subarray(offset, size === undefined ? undefined : offset + size));
    return target;
  };
  crypto.randomFill = (target, ...rest) => {
    const callback = rest.pop();
    process.nextTick(callback, null, crypto.randomFillSync(target, ...rest));
  };
  crypto.randomInt = (low, high, callback) => {
    if (typeof high !== "number") [low, high, callback] = [0, low, high];
    const value = low + Math.floor(Math.random() * (high - low));
    if (typeof callback !== "function") return value;
    process.nextTick(callback, null, value);
    return undefined;
  };
  for (const web of [globalThis.crypto, crypto.webcrypto]) {
    if (!web) continue;
    const kind = Object.getPrototypeOf(web);
    for (const holder of [web, kind]) {
      try {
        Object.defineProperty(holder, "getRandomValues", { value: fill, configurable: true, writable: true });
        Object.defineProperty(holder, "randomUUID", { value: uuid, configurable: true, writable: true });
      } catch {
        // The other one takes it.
      }
    }
  }
  Module.syncBuiltinESMExports();
}

// ------------------------------------------------------------------------------------------------------------ time

/** A clock that is ahead, so that what a program makes of the time differs between two runs. */
function installClock(shift) {
  if (!shift) return;
  const Real = Date;
  const ahead = () => now() + shift;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) => Reflect.construct(target, args.length ? args : [ahead()], made),
    apply: (target) => new target(ahead()).toString(),
    get: (target, name, receiver) => (name === "now" ? ahead : Reflect.get(target, name, receiver)),
  });
  Real.prototype.constructor = globalThis.Date;
}

// ---------------------------------------------------------------------------------------------------------- ending

const ending = [];
const absent = [];
const unset = [];
let failure = null;

function described(error) {
  const held = error !== null && typeof error === "object" ? error : { message: String(error) };
  return {
    type: String((held.constructor && held.constructor.name) || held.name || "Error").slice(0, 200),
    message: String(held.message).slice(0, MAX_TEXT),
    stack: typeof held.stack === "string" ? held.stack.slice(0, 4 * MAX_TEXT) : "",
    code: typeof held.code === "string" ? held.code.slice(0, 100) : "",
    absent,
    unset,
  };
}

process.on("uncaughtExceptionMonitor", (error) => {
  failure = described(error);
});

process.on("exit", (code) => {
  for (const step of ending) {
    try {
      step(code);
    } catch (error) {
      process.stderr.write(`${error && error.stack}\n`);
    }
  }
  const report = { status: code === 0 ? "ok" : "failed", code, error: code === 0 ? null : failure, absent, unset };
  report.seconds = (now() - started) / 1000;
  write(path.join(job.work, `${job.name}.report.json`), JSON.stringify(report));
});

// ----------------------------------------------------------------------------------------------------- environment

/** Notes which variables the project's own code asked for in vain: the likely reason where the program fails then. */
function watchEnvironment() {
  const asked = new Map();
  process.env = new Proxy(process.env, {
    get(target, name) {
      const value = target[name];
      if (value !== undefined || typeof name !== "string" || !/^[A-Z][A-Z0-9_]{0,99}$/.test(name)) return value;
      const times = asked.get(name) || 0;
      // Libraries ask again and again; to look who asks takes a while.
      if (times >= 3 || asked.size > 500 || unset.length >= 20 || unset.includes(name)) return value;
      asked.set(name, times + 1);
      const [site] = callSites();
      if (site !== undefined && located(site) !== null) unset.push(name);
      return value;
    },
    // The environment refuses how a proxy sets what is there already.
    set(target, name, value) {
      target[name] = value;
      return true;
    },
  });
}

// ------------------------------------------------------------------------------------------------------ old programs

/** What node had for twelve years and has no more (since version 23); packages of that time call it. */
function installOldTests() {
  const util = require("util");
  const old = {
    isArray: Array.isArray,
    isBoolean: (value) => typeof value === "boolean",
    isBuffer: Buffer.isBuffer,
    isDate: util.types.isDate,
    isError: (value) => value instanceof Error,
    isFunction: (value) => typeof value === "function",
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value === null || value === undefined,
    isNumber: (value) => typeof value === "number",
    isObject: (value) => value !== null && typeof value === "object",
    isPrimitive: (value) => value === null || (typeof value !== "object" && typeof value !== "function"),
    isRegExp: util.types.isRegExp,
    isString: (value) => typeof value === "string",
    isSymbol: (value) => typeof value === "symbol",
    isUndefined: (value) => value === undefined,
  };
  for (const [name, test] of Object.entries(old)) if (!(name in util)) util[name] = test;
}

watchEnvironment();
installOldTests();
installChance();
installClock(job.shift);

Object.defineProperty(globalThis, Symbol.for("stackproof"), {
  value: Object.freeze({ job, absent, callSites, frames, located, relative, write, atExit: (step) => ending.push(step) }),
});
