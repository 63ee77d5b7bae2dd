// Loaded by node before the AWS CDK or CDK Terrain, inside the sandbox: lets the framework write what a program had made
// before it failed.
//
// The App of a program that failed is synthesised all the same, without validations, and part by part: an element that
// cannot be written is written without its properties, a stack that cannot is left out, and an aspect that fails changes
// nothing. What failed is noted in `unfinished.json` beside the output: `reached`, whether the program itself had come to
// synth(), and `failed`, a list of [path of the construct, message].
//
// In a TypeScript or JavaScript program that happens when the process ends. Under jsii the driver asks for it: a file
// `rescue` beside the output makes the next synth() such a one. It shares its process with the program, so nothing that
// it writes may be believed without a check.
"use strict";

const fs = require("fs");
const path = require("path");
const Module = require("module");

const work = path.dirname(process.env.CDK_OUTDIR || process.env.CDKTF_OUTDIR || "");
const asked = path.join(work, "rescue");
const exists = fs.existsSync.bind(fs);
const write = fs.writeFileSync.bind(fs);
const MAX_FAILED = 200;
const MAX_TEXT = 2000;
const CLASSES = [
  [/\/(?:aws-cdk-lib\/core|@aws-cdk\/core)\/lib\/stage\.js$/, "Stage"],
  [/\/(?:cdktf|cdktn)\/lib\/app\.js$/, "App"],
];
const LAST = /(?:^|\/)(?:stage|app)(?:\.js)?$/;

const roots = [];
const reached = new WeakSet();
let rescuing = false;

function* all(construct) {
  const waiting = [construct];
  while (waiting.length) {
    const next = waiting.pop();
    yield next;
    waiting.push(...[...next.node.children].reverse());
  }
}

/** Calls a method of an object through another function from now on, where the object lets it be changed. */
function around(object, name, call) {
  const original = object[name];
  if (typeof original !== "function") return;
  const value = function (...args) {
    return call.call(this, original, args);
  };
  try {
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  } catch {
    // It is as it is; where it fails, more than itself is lost.
  }
}

/** Aspects that fail are as if they had not been there; under jsii their methods cannot be changed. */
function guardAspects(construct, note) {
  for (const symbol of Object.getOwnPropertySymbols(construct)) {
    if (!/^(?:cdk|cdktf|cdktn)-aspects$/.test(symbol.description)) continue;
    const guarded = (aspect) => ({
      visit(visited) {
        try {
          aspect.visit(visited);
        } catch (error) {
          note(visited, "an aspect fails", error);
        }
      },
    });
    const { _appliedAspects: applied, _aspects: aspects } = construct[symbol];
    if (Array.isArray(applied)) {
      for (const one of applied) one.aspect = guarded(one.aspect);
    } else if (Array.isArray(aspects)) {
      aspects.splice(0, aspects.length, ...aspects.map(guarded));
    }
  }
}

/** An element that cannot be written is written by its type and name alone. */
function guardElement(construct, name, resolved, bare, note) {
  let told = false;
  around(construct, name, function (make, args) {
    try {
      const made = make.apply(this, args);
      resolved(construct, made);
      return made;
    } catch (error) {
      if (!told) note(construct, "it cannot be written", error);
      told = true;
      return bare(construct);
    }
  });
}

function bareElement(element) {
  if (typeof element.cfnResourceType !== "string") return {};
  const Metadata = { "aws:cdk:path": element.node.path };
  return { Resources: { [element.logicalId]: { Type: element.cfnResourceType, Metadata } } };
}

function bareBlock(element) {
  const type = element.terraformResourceType;
  if (typeof type !== "string") return {};
  const kind = String(element._elementType).startsWith("data.") ? "data" : "resource";
  return { [kind]: { [type]: { [element.friendlyUniqueId]: { "//": element.constructNodeMetadata } } } };
}

/** How each framework is asked for what there is. */
const FRAMEWORKS = {
  Stage: {
    guard(construct, folder, note) {
      const { findTokens } = require(path.join(folder, "private", "resolve.js"));
      if (typeof construct.logicalId === "string") {
        guardElement(construct, "_toCloudFormation", (one, made) => findTokens(one, () => made), bareElement, note);
      }
      if (construct.templateFile !== undefined && construct.synthesizer) {
        around(construct.synthesizer, "synthesize", function (original, args) {
          try {
            original.apply(this, args);
          } catch (error) {
            note(construct, "the stack cannot be written", error);
          }
        });
      }
    },
    options: [{ force: true, skipValidation: true }],
  },
  App: {
    guard(construct, folder, note, root) {
      const { resolve } = require(path.join(folder, "_tokens.js"));
      if (typeof construct.prepareStack !== "function") {
        const written = (one, made) => resolve(one.cdktfStack, made, true);
        if (construct.constructNodeMetadata) guardElement(construct, "toTerraform", written, bareBlock, note);
        return;
      }
      construct.synthesizer.continueOnErrorAnnotations = true;
      for (const [object, name] of [[construct, "prepareStack"], [construct.synthesizer, "synthesize"]]) {
        around(object, name, function (original, args) {
          try {
            original.apply(this, args);
          } catch (error) {
            note(construct, "the stack cannot be written", error);
            delete root.manifest.stacks[construct.node.id];
          }
        });
      }
      root.skipValidation = true;
    },
    options: [],
  },
};

/** Synthesises what is there of a tree; returns what the framework does. */
function rescue(root, kind, folder, synth) {
  const { guard, options } = FRAMEWORKS[kind];
  const failed = [];
  const note = (construct, what, error) => {
    const said = error && typeof error.message === "string" ? error.message : String(error);
    if (failed.length < MAX_FAILED) failed.push([String(construct.node.path), `${what}: ${said.slice(0, MAX_TEXT)}`]);
  };
  let result;
  rescuing = true;
  try {
    for (const construct of [...all(root)]) {
      guardAspects(construct, note);
      guard(construct, folder, note, root);
    }
    result = synth.apply(root, options);
  } finally {
    rescuing = false;
  }
  write(path.join(root.outdir, "unfinished.json"), JSON.stringify({ reached: reached.has(root), failed }));
  return result;
}

function prepared(made, kind, folder) {
  const synth = made.prototype.synth;
  made.prototype.synth = function (...args) {
    const isRoot = !rescuing && !this.node.scope;
    if (isRoot && exists(asked)) return rescue(this, kind, folder, synth);
    if (isRoot) reached.add(this);
    return synth.apply(this, args);
  };
  return new Proxy(made, {
    construct(target, args, newTarget) {
      const instance = Reflect.construct(target, args, newTarget);
      if (!instance.node.scope) roots.push({ root: instance, kind, folder, synth });
      return instance;
    },
  });
}

const done = new WeakSet();
const load = Module._load;
Module._load = function (request, parent, main) {
  const exported = load.call(this, request, parent, main);
  if (typeof request !== "string" || !LAST.test(request) || !exported || typeof exported !== "object") return exported;
  if (done.has(exported)) return exported;
  try {
    const name = Module._resolveFilename(request, parent);
    const found = CLASSES.find(([file, class_]) => file.test(name) && typeof exported[class_] === "function");
    if (found) {
      done.add(exported);
      exported[found[1]] = prepared(exported[found[1]], found[1], path.dirname(name));
    }
  } catch {
    // Another form of the library: what a program made that fails is not known then.
  }
  return exported;
};

const own = globalThis[Symbol.for("stackproof")];
if (own) {
  own.atExit((code) => {
    const last = roots.filter(({ root }) => root.node.children.length > 0).pop();
    if (code === 0 || !last) return;
    // What is said from now on is not the program's word.
    for (const stream of [process.stdout, process.stderr]) stream.write = () => true;
    try {
      rescue(last.root, last.kind, last.folder, last.synth);
    } catch {
      // Then nothing is known but that the program failed.
    }
  });
}
