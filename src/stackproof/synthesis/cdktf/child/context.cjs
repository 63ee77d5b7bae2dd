// Loaded by node before jsii's runtime, inside the sandbox.
//
// The framework looks for the context in the environment, and jsii's node process lives longer than one synthesis. Here
// the variable has the content of a file, which is another one for each run.
"use strict";

const fs = require("fs");

const VARIABLE = "CDKTF_CONTEXT_JSON";
const FILE = process.env.STACKPROOF_CONTEXT;
const read = fs.readFileSync.bind(fs);

process.env = new Proxy(process.env, {
  get(target, name) {
    if (name !== VARIABLE) return target[name];
    try {
      return read(FILE, "utf8");
    } catch {
      return undefined;
    }
  },
  // The environment refuses how a proxy sets what is there already.
  set(target, name, value) {
    target[name] = value;
    return true;
  },
});
