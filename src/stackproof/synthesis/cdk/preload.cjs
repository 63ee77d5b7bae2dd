// Loaded by node before jsii's runtime, inside the sandbox.
//
// jsii's package cache is shown to the program read-only, so that no program can poison the next one's. When it uses an
// entry, jsii sets the times of the entry's marker file, for the sake of pruning, and takes a refusal for a broken
// cache. Here the refusal is taken for what it is.
"use strict";

const fs = require("fs");

const REFUSALS = new Set(["EROFS", "EPERM", "EACCES"]);
const MARKER = ".jsii-runtime-package-cache";

for (const name of ["utimesSync", "lutimesSync"]) {
  const original = fs[name];
  fs[name] = function (path, ...times) {
    try {
      return original.call(this, path, ...times);
    } catch (error) {
      if (!REFUSALS.has(error.code) || !String(path).endsWith(MARKER)) throw error;
    }
  };
}
