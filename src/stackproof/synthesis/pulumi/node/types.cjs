// What the declarations of a Pulumi package say of a type: which properties are texts, numbers, objects or lists of
// them. Declarations are read as text, as far as the code generator of Pulumi writes them.
"use strict";

const fs = require("fs");
const path = require("path");

const MAX_BYTES = 16 << 20;
const PROPERTY = /^\s*(?:readonly )?([A-Za-z_$][\w$]*)(\?)?: ((?:[^;{]|\{[^}]*\})+);/gm;
const TEXT = /^(?:string|ARN|pulumi\.ARN|(?:enums\.|[a-z]+\.)*[A-Z]\w*ARN)$/;

/**
 * @param resolve finds a file of a package, such as `require.resolve` of the program
 */
function declarations(resolve) {
  const texts = new Map();
  const found = new Map();

  function text(file) {
    if (!texts.has(file)) {
      let read = "";
      try {
        if (fs.statSync(file).size <= MAX_BYTES) read = fs.readFileSync(file, "utf8");
      } catch {
        read = "";
      }
      texts.set(file, read);
    }
    return texts.get(file);
  }

  /** The folder of the package of a token; null where the program has none. */
  function folderOf(token) {
    try {
      return path.dirname(resolve(`@pulumi/${token.split(":")[0]}/package.json`));
    } catch {
      return null;
    }
  }

  /** The declarations that belong to a token such as `aws:s3/bucket:Bucket`. */
  function fileOf(token) {
    const folder = folderOf(token);
    const parts = token.split(":");
    if (folder === null || parts.length !== 3 || !/^[\w/-]*$/.test(parts[1])) return null;
    const module = parts[1].replace(/^index\/?/, "") || parts[2];
    for (const below of ["", "bin"]) {
      const file = path.join(folder, below, `${module}.d.ts`);
      if (text(file)) return { folder: path.join(folder, below), text: text(file) };
    }
    return null;
  }

  /** What stands between the braces that open at or after an index. */
  function block(source, start) {
    const open = source.indexOf("{", start);
    if (start < 0 || open < 0) return "";
    let depth = 0;
    for (let index = open; index < source.length; index++) {
      const character = source[index];
      if (character === "/" && source[index + 1] === "*") {
        index = source.indexOf("*/", index) + 1;
        if (index <= 0) return "";
      } else if (character === "{") depth++;
      else if (character === "}" && --depth === 0) return source.slice(open + 1, index);
    }
    return "";
  }

  function properties(body, folder, wrapped) {
    const members = new Map();
    const plain = body.replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, name, optional, written] of plain.matchAll(PROPERTY)) {
      let kind = written.trim();
      if (wrapped) {
        const match = /^pulumi\.Output<([\s\S]*)>$/.exec(kind);
        if (!match) continue;
        kind = match[1].trim();
      }
      const open = optional === "?" || /\|\s*undefined$/.test(kind);
      members.set(name, { kind: kind.replace(/\s*\|\s*undefined$/, ""), optional: open, folder });
    }
    return members;
  }

  function remembered(key, make) {
    if (!found.has(key)) found.set(key, make());
    return found.get(key);
  }

  /** The outputs of the class of a resource, by name. */
  function outputs(token) {
    return remembered(`outputs ${token}`, () => {
      const file = fileOf(token);
      const name = token.split(":")[2];
      if (file === null) return new Map();
      return properties(block(file.text, file.text.search(new RegExp(`export declare class ${name}\\b`))), file.folder, true);
    });
  }

  /** The members of what a function answers, by name. */
  function answer(token) {
    return remembered(`answer ${token}`, () => {
      const file = fileOf(token);
      const name = token.split(":")[2] || "";
      const result = `${name[0].toUpperCase()}${name.slice(1)}Result`;
      if (file === null) return new Map();
      return properties(block(file.text, file.text.search(new RegExp(`export interface ${result}\\b`))), file.folder, false);
    });
  }

  /** The members of an object such as `outputs.eks.ClusterIdentity`; null where it is none. */
  function members(member) {
    const match = /^outputs\.(?:([\w.]+)\.)?(\w+)$/.exec(member.kind);
    if (match === null) return null;
    return remembered(`${member.folder} ${member.kind}`, () => {
      const source = text(path.join(member.folder, "types", "output.d.ts"));
      const start = match[1] ? source.indexOf(`namespace ${match[1]} {`) : 0;
      return start < 0 ? null : properties(block(source, source.indexOf(`interface ${match[2]} {`, start)), member.folder, false);
    });
  }

  return { outputs, answer, members, isText: (member) => TEXT.test(member.kind) };
}

module.exports = { declarations };
