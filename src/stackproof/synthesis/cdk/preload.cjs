// Loaded by node before jsii's runtime, inside the sandbox.
//
// jsii's package cache is shown to the program read-only, so that no program can poison the next one's. When it uses an
// entry, jsii sets the times of the entry's marker file, for the sake of pruning, and takes a refusal for a broken
// cache. Here the refusal is taken for what it is.
//
// The kernel may be started before there is a project, in the folder that a copy belongs in. The project's own folder may
// lie below that: then paths are relative to it. The file `within` beside the copy, which is there before the program is
// begun, tells which it is; so it is looked for until then, whenever a message has come.
"use strict";

const fs = require("fs");
const path = require("path");

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

const read = fs.readSync;
const { existsSync, readFileSync } = fs;
const copy = process.cwd();
const within = path.join(path.dirname(copy), "within");

fs.readSync = function (...given) {
  const count = read.apply(this, given);
  if (existsSync(within)) {
    fs.readSync = read;
    process.chdir(path.join(copy, readFileSync(within, "utf8")));
  }
  return count;
};
