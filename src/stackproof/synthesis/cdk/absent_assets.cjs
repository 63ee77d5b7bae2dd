// Loaded by node before the AWS CDK or CDK Terrain, inside the sandbox: lets a program go on whose assets are not there.
//
// What an asset holds decides nothing of what is deployed but the asset's own hash. Where the file or folder that a
// program names is missing (the output of a build, or code that lies outside of the project's folder), an empty one
// stands in for it, and what was missing is noted in `absent-assets` beside the cloud assembly: a JSON array a line,
// [path relative to the project, path of the construct]. It shares its process with the program, so nothing that it
// writes may be believed without a check.
"use strict";

const fs = require("fs");
const path = require("path");
const Module = require("module");
const { createHash } = require("crypto");
const { fileURLToPath } = require("url");

const work = path.dirname(process.env.CDK_OUTDIR || process.env.CDKTF_OUTDIR || "");
const notes = path.join(work, "absent-assets");
const exists = fs.existsSync.bind(fs);
const read = fs.readFileSync.bind(fs);
const append = fs.appendFileSync.bind(fs);
const mkdir = fs.mkdirSync.bind(fs);
const MAX_NOTES = 200;
const FILE = /\.(?:zip|jar|war|tar|gz|tgz|ya?ml|json|txt|sh|sql|csv|html?|[cm]?[jt]sx?|py|graphql)$/i;
const ENTRIES = [".ts", ".js", ".mjs", ".mts", ".cts", ".cjs"];
const REFUSALS = new Set(["EROFS", "EPERM", "EACCES"]);
const ENTRY_POINT = /\/aws-cdk-lib\/.*\/__entrypoint__\.js$/;
let count = 0;
let folder = "";

/** The project's folder, which may lie below that of its copy: known when there is a program. */
function project() {
  if (folder === "") {
    const within = path.join(work, "within");
    folder = path.join(work, "project", exists(within) ? read(within, "utf8") : "");
  }
  return folder;
}

/** The path itself where it is there, else that of what stands in for it; `inside` is made in a folder. */
function present(named, scope, id, inside) {
  if (typeof named !== "string" || named === "") return named;
  const wanted = path.resolve(named);
  if (exists(wanted)) return named;
  const shown = path.relative(project(), wanted);
  const made = path.join(work, "absent", createHash("sha256").update(shown).digest("hex").slice(0, 16), path.basename(wanted));
  const isFile = inside === undefined && FILE.test(wanted);
  mkdir(isFile ? path.dirname(made) : made, { recursive: true });
  if (isFile) append(made, "");
  if (inside) {
    mkdir(path.dirname(path.join(made, inside)), { recursive: true });
    append(path.join(made, inside), "");
  }
  const construct = scope && scope.node && typeof scope.node.path === "string" ? `${scope.node.path}/${id}` : "";
  if (count++ < MAX_NOTES) append(notes, JSON.stringify([shown, construct]) + "\n");
  return made;
}

/** An asset of CDK Terrain: its path is relative to cdktf.json, and its type may say that it is a folder. */
function terraformAsset(config, scope, id) {
  const wanted = path.resolve(project(), config.path);
  if (exists(wanted)) return config;
  const isFile = config.type === 0 || (config.type === undefined && FILE.test(wanted));
  return { ...config, path: present(wanted, scope, id, isFile ? undefined : "empty") };
}

// By the file that defines it: the class, and its properties with all that is missing replaced.
const CLASSES = {
  "/cdktf/lib/terraform-asset.js": ["TerraformAsset", terraformAsset],
  "/cdktn/lib/terraform-asset.js": ["TerraformAsset", terraformAsset],
  "/aws-cdk-lib/core/lib/asset-staging.js": ["AssetStaging", (props, scope, id) => ({ ...props, sourcePath: present(props.sourcePath, scope, id) })],
  "/aws-cdk-lib/aws-ecr-assets/lib/image-asset.js": [
    "DockerImageAsset",
    (props, scope, id) => {
      const file = typeof props.file === "string" ? props.file : "Dockerfile";
      // A Dockerfile may lie above its context, but none is made there.
      const inside = path.isAbsolute(file) || path.normalize(file).startsWith("..") ? "Dockerfile" : file;
      const directory = present(props.directory, scope, id, inside);
      return directory === props.directory ? props : { ...props, directory, file: inside };
    },
  ],
  "/aws-cdk-lib/aws-lambda-nodejs/lib/function.js": [
    "NodejsFunction",
    (props, scope, id) => {
      const named = (props && props.entry) || besideCaller(id);
      const entry = present(named, scope, id);
      // It has to lie below the root of the function's project.
      return entry === named ? { ...props, entry } : { ...props, entry, projectRoot: work };
    },
  ],
  "/@aws-cdk/aws-lambda-python-alpha/lib/function.js": [
    "PythonFunction",
    (props, scope, id) => ({ ...props, entry: present(props.entry, scope, id, props.index || "index.py") }),
  ],
};

/**
 * The entry of a function that names none: beside the file that makes it, `<that file>.<id>.ts` or the like. The class
 * looks for it by the call that made it, and would find this module.
 */
function besideCaller(id) {
  const before = Error.prepareStackTrace;
  let file;
  try {
    Error.prepareStackTrace = (_, sites) => sites;
    const site = new Error().stack.find((one) => one.getFileName() !== __filename);
    file = site && site.getFileName();
  } finally {
    Error.prepareStackTrace = before;
  }
  if (typeof file !== "string") return undefined;
  const parsed = path.parse(file.startsWith("file:") ? fileURLToPath(file) : file);
  const candidates = ENTRIES.map((ending) => path.join(parsed.dir, `${parsed.name}.${id}${ending}`));
  return candidates.find((one) => exists(one)) || candidates[0];
}

const LAST = /(?:^|\/)(?:asset-staging|image-asset|function|terraform-asset)(?:\.js)?$/;

function standing(original, complete) {
  return new Proxy(original, {
    construct(target, args, made) {
      let [scope, id, props] = args;
      try {
        props = complete(props, scope, id);
      } catch {
        // The construct says itself what is wrong with its properties.
      }
      return Reflect.construct(target, [scope, id, props, ...args.slice(3)], made);
    },
  });
}

// Old versions of the framework lay an entry point into folders of their own package, which nobody may write to here.
// It would be a part of an asset, so it is no loss.
const copyFile = fs.copyFileSync;
fs.copyFileSync = function (source, target, ...mode) {
  try {
    return copyFile.call(this, source, target, ...mode);
  } catch (error) {
    if (!REFUSALS.has(error.code) || !ENTRY_POINT.test(String(target))) throw error;
    return undefined;
  }
};

const done = new WeakSet();

// Whatever loads a module, be it translated or not, asks here.
const load = Module._load;
Module._load = function (request, parent, main) {
  const exported = load.call(this, request, parent, main);
  if (typeof request !== "string" || !LAST.test(request) || !exported || typeof exported !== "object") return exported;
  try {
    const name = Module._resolveFilename(request, parent);
    for (const [file, [class_, complete]] of Object.entries(CLASSES)) {
      const ready = name.endsWith(file) && typeof exported[class_] === "function";
      if (!ready || done.has(exported)) continue;
      done.add(exported);
      exported[class_] = standing(exported[class_], complete);
    }
  } catch {
    // Another form of the library: what is missing is an error of the program's then.
  }
  return exported;
};
