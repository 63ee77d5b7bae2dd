// Loaded by node before the program, inside the sandbox.
//
// The index of a provider's bindings loads the modules of all its resources, two thousand files of which a program uses
// ten. Here each is loaded when it is asked for; what a program sees is the same.
"use strict";

const Module = require("module");

const INDEX = /[\\/]node_modules[\\/]@(?:cdktf|cdktn)[\\/]provider-[a-z0-9-]+[\\/]lib[\\/]index\.js$/;
const EXPORT = /^exports\.(\w+) = ((?:__importStar\()?require\("\.\/[\w.\/-]+"\)\)?);$/gm;
const LAZY = `function __later(name, load) {
  const keep = (value) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, writable: true, value });
  Object.defineProperty(exports, name, { enumerable: true, configurable: true, set: keep, get() { const value = load(); keep(value); return value; } });
}
`;

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename, ...rest) {
  if (typeof content === "string" && INDEX.test(filename)) {
    const changed = content.replace(EXPORT, '__later("$1", () => $2);');
    if (changed !== content) content = LAZY + changed.replace(/^\/\/# sourceMappingURL=.*$/m, "");
  }
  return compile.call(this, content, filename, ...rest);
};
