// Loaded after preload.cjs: records for each construct (AWS CDK, CDK for Terraform) its path in the tree, its kind, and
// the lines of the project's that asked for it. Written at the end to `<run>.trace.json`:
//
//   constructs: by path, those that the project's own code made: {kind, frames, site}, where frames are [file, line,
//     column], innermost first, and site is the frame that called the outermost constructor of the construct
//   traces: by path, for what a library made: the frames of the project's that led to it
"use strict";

const Module = require("module");
const path = require("path");

const { job, absent, callSites, located, relative, write, atExit } = globalThis[Symbol.for("stackproof")];

const RTTI = Symbol.for("jsii.rtti");
const KINDS = { App: "app", Stage: "stage", NestedStack: "nested stack", Stack: "stack", TerraformStack: "stack", TerraformProvider: "provider" };
const FRAMEWORK = /^(?:aws-cdk-lib|@aws-cdk\/core|monocdk|cdktf|cdktn)\.(\w+)$/;
const PROVIDER = /^@cdkt[fn]\/provider-([\w-]+)\./;
const SYNTHESIS = new Set(["synth", "synthesize"]);
/** The modules that are loaded before the program: this one and those that wrap constructs as well. */
const OURS = new Set(process.execArgv.filter((argument) => path.isAbsolute(argument)));
const MAX_FRAMES = 12;
const MAX_CONSTRUCTS = 200_000;

const constructs = {};
const traces = {};
const kinds = new Map();
let count = 0;

function kindOf(made) {
  if (!kinds.has(made)) {
    let found = "construct";
    let provider = "";
    for (let one = made; typeof one === "function"; one = Object.getPrototypeOf(one)) {
      const told = Object.prototype.hasOwnProperty.call(one, RTTI) ? one[RTTI] : undefined;
      const match = told && typeof told.fqn === "string" ? FRAMEWORK.exec(told.fqn) : null;
      if (match && KINDS[match[1]]) {
        found = KINDS[match[1]] === "provider" ? `provider ${provider}` : KINDS[match[1]];
        break;
      }
      const bindings = told && typeof told.fqn === "string" ? PROVIDER.exec(told.fqn) : null;
      if (bindings && !provider) provider = bindings[1];
    }
    kinds.set(made, found);
  }
  return kinds.get(made);
}

/** Names of the classes of a construct from the innermost constructor to the outermost. */
function classNames(made) {
  const names = [];
  for (let one = made; typeof one === "function" && one !== Function.prototype; one = Object.getPrototypeOf(one)) {
    names.unshift(one.name);
  }
  return names;
}

function record(instance, made) {
  if (count >= MAX_CONSTRUCTS) return;
  const where = instance.node.path;
  const names = classNames(made);
  let constructing = true;
  let next = 0;
  let direct = null;
  let site = 0;
  const frames = [];
  for (const call of callSites()) {
    const file = call.getFileName();
    if (OURS.has(file)) continue;
    const name = call.getFunctionName() || "";
    if (constructing) {
      const at = call.isConstructor() ? names.indexOf(name, next) : -1;
      if (at >= 0) next = at + 1;
      else constructing = false;
    }
    const place = located(call);
    if (place === null) {
      if (typeof file !== "string" || !path.isAbsolute(file) || relative(file) !== null) continue;
      // What a library makes while it synthesises was not asked for by the line that started the synthesis.
      if (SYNTHESIS.has(name) && frames.length === 0) return;
      if (!constructing && direct === null) direct = false;
      continue;
    }
    if (!constructing && direct === null) direct = true;
    if (constructing) site = frames.length + 1;
    frames.push(place);
    if (frames.length >= MAX_FRAMES) break;
  }
  if (frames.length === 0) return;
  count += 1;
  if (direct) constructs[where] = { kind: kindOf(made), frames, site: site < frames.length ? site : 0 };
  else traces[where] = frames;
}

function wrapped(Construct) {
  return new Proxy(Construct, {
    construct(target, args, made) {
      const instance = Reflect.construct(target, args, made);
      try {
        record(instance, made);
      } catch {
        // Whatever a program does to its stack or its tree, the construct was made.
      }
      return instance;
    },
  });
}

function noteAbsent(Node) {
  const ask = Node.prototype.tryGetContext;
  Node.prototype.tryGetContext = function (key) {
    const value = ask.call(this, key);
    const asked = value === undefined && typeof key === "string" && !/^(?:@|aws:|aws-cdk)|:account=/.test(key);
    if (asked && !absent.includes(key) && absent.length < 20) absent.push(key);
    return value;
  };
}

const seen = new WeakSet();

/**
 * The module that defines Construct, whichever copy of it: all other modules take it from there. The first version of
 * the AWS CDK has a class of its own above it, whose constructs have no node before its constructor is done.
 */
const DEFINES = /\/(?:constructs\/lib\/construct|(?:@aws-cdk\/core|monocdk\/lib\/core)\/lib\/construct-compat)\.js$/;

function prepared(name, exported) {
  if (!DEFINES.test(name) || seen.has(exported)) return exported;
  seen.add(exported);
  try {
    if (exported.Node) noteAbsent(exported.Node);
    exported.Construct = wrapped(exported.Construct);
  } catch {
    // Another form of the library: the program runs without being watched.
  }
  return exported;
}

const extension = Module._extensions[".js"];
Module._extensions[".js"] = function (module, name) {
  const result = extension.call(this, module, name);
  prepared(name, module.exports);
  return result;
};
const load = Module._load;
Module._load = function (request, parent, main) {
  const exported = load.call(this, request, parent, main);
  if (typeof request === "string" && request.includes("construct") && exported && typeof exported === "object") {
    let name = "";
    try {
      name = Module._resolveFilename(request, parent);
    } catch {
      name = "";
    }
    prepared(name, exported);
  }
  return exported;
};

atExit(() => write(path.join(job.work, `${job.name}.trace.json`), JSON.stringify({ constructs, traces })));
