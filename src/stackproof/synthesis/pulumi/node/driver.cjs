// Runs a Pulumi program inside the sandbox against an engine of our own, which records what the program registers.
//
// node loads `stackproof.synthesis.node`'s preload.cjs before this. The environment variable STACKPROOF_PULUMI names a
// job file (JSON): what a `Telling` of stackproof.synthesis.pulumi.running says, `records` (the file for the records)
// and `supposed` (variables that are set when the program fails for want of a setting). The argument is the program.
// `stackproof.synthesis.pulumi.records` says what the records hold. This shares its process with the foreign program,
// so nothing that it writes may be believed without a check.
"use strict";

const fs = require("fs");
const path = require("path");
const { AsyncLocalStorage } = require("async_hooks");
const Module = require("module");
const { pathToFileURL } = require("url");
const { answers, UNKNOWN } = require("./answers.cjs");
const { declarations } = require("./types.cjs");
const { mint: newMint } = require("./placeholders.cjs");
const { watchTransforms } = require("./transforms.cjs");

const host = globalThis[Symbol.for("stackproof")];
const job = JSON.parse(fs.readFileSync(process.env.STACKPROOF_PULUMI, "utf8"));
delete process.env.STACKPROOF_PULUMI;
const append = fs.appendFileSync.bind(fs);

const MAX_RECORDS = 200000;

const { createRequire } = Module;
const program = path.resolve(process.argv[2]);
const ownRequire = createRequire(program);
shareSdk();
const mint = newMint(job.alphabet);
const types = declarations(ownRequire.resolve);
const { outputsOf, answerOf } = answers(types, mint, () => job.region || process.env.AWS_REGION);
const making = new AsyncLocalStorage();
const called = new Map();
const unset = new Map();
let count = 0;
let order = 0;

/**
 * Lets every package use the program's copy of the SDK. npm nests another one where a provider asks for another
 * version; the engine's process tells each of them where it listens, but here one alone knows the monitor, and what is
 * registered with another would vanish.
 */
function shareSdk() {
  const resolve = Module._resolveFilename;
  const top = new Module(program);
  top.filename = program;
  top.paths = Module._nodeModulePaths(path.dirname(program));
  Module._resolveFilename = function (request, parent, ...rest) {
    if (typeof request === "string" && (request === "@pulumi/pulumi" || request.startsWith("@pulumi/pulumi/"))) {
      try {
        return resolve.call(this, request, top);
      } catch {
        // The program's copy has no such file: then the package's own is better than none.
      }
    }
    return resolve.call(this, request, parent, ...rest);
  };
}

function record(kind, what) {
  count += 1;
  if (count <= MAX_RECORDS) append(job.records, JSON.stringify({ kind, ...what }) + "\n");
}

function variable(key) {
  return `PULUMI_CONFIG_${key.toUpperCase().replace(/[^A-Z0-9_]/g, "_")}`;
}

// --------------------------------------------------------------------------------------------------------- monitor

const call = (request, name) => (typeof request[name] === "function" ? request[name]() : undefined);

function mapOf(request, name, value) {
  const found = {};
  const entries = call(request, name);
  if (entries) entries.forEach((item, key) => (found[key] = value(item)));
  return found;
}

function optionsOf(request) {
  const found = {};
  const names = {
    protect: "getProtect", retainOnDelete: "getRetainondelete", deleteBeforeReplace: "getDeletebeforereplace",
    ignoreChanges: "getIgnorechangesList", replaceOnChanges: "getReplaceonchangesList", importId: "getImportid",
    deletedWith: "getDeletedwith", additionalSecretOutputs: "getAdditionalsecretoutputsList",
  }; // prettier-ignore
  for (const [name, getter] of Object.entries(names)) {
    const value = call(request, getter);
    if (Array.isArray(value) ? value.length : value) found[name] = value;
  }
  const timeouts = call(request, "getCustomtimeouts");
  const given = timeouts ? { create: timeouts.getCreate(), update: timeouts.getUpdate(), delete: timeouts.getDelete() } : {};
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
  if (Object.keys(set).length) found.customTimeouts = set;
  const specified = (call(request, "getAliasesList") || []).map((one) => one.getUrn() || (one.getSpec() && one.getSpec().getName()));
  const aliases = [...specified, ...(call(request, "getAliasurnsList") || [])].filter(Boolean);
  if (aliases.length) found.aliases = aliases;
  return found;
}

function monitor(proto, transformed) {
  const { resources, structs, providers, empty } = proto;
  const struct = (data) => structs.Struct.fromJavaScript(data);

  function urnOf(request) {
    const parent = request.getParent();
    const above = parent ? parent.split("::")[2] : "pulumi:pulumi:Stack";
    const kind = above.endsWith("pulumi:pulumi:Stack") ? request.getType() : `${above}$${request.getType()}`;
    return `urn:pulumi:${job.stack}::${job.project}::${kind}::${request.getName()}`;
  }

  /** Answers a request; a fault of ours ends the program as the engine's own would. */
  const answering = (make) => async (request, callback) => {
    let made;
    try {
      made = await make(request);
    } catch (error) {
      callback(error, undefined);
      return;
    }
    callback(null, made);
  };
  const nothing = answering(() => new empty.Empty());

  return {
    registerResource: answering(async (request) => {
      const response = new resources.RegisterResourceResponse();
      const urn = urnOf(request);
      response.setUrn(urn);
      if (request.getType() === "pulumi:pulumi:Stack") {
        record("stack", { urn, name: request.getName() });
        return response;
      }
      const told = making.getStore() || {};
      await transformed(request, urn);
      const inputs = request.getObject() ? request.getObject().toJavaScript() : {};
      const placeholders = {};
      const custom = request.getCustom();
      if (custom) {
        placeholders.id = mint.placeholder("id");
        response.setId(placeholders.id);
      }
      const real = custom || call(request, "getRemote");
      response.setObject(struct(real ? outputsOf(request.getType(), inputs, placeholders) : inputs));
      record("resource", {
        token: request.getType(), name: request.getName(), urn, parent: request.getParent(), custom,
        remote: call(request, "getRemote") || false, inputs, provider: request.getProvider(),
        providers: mapOf(request, "getProvidersMap", (item) => item), dependencies: request.getDependenciesList(),
        propertyDependencies: mapOf(request, "getPropertydependenciesMap", (item) => item.getUrnsList()),
        options: optionsOf(request), placeholders, ...told,
      }); // prettier-ignore
      return response;
    }),
    readResource: answering((request) => {
      const response = new resources.ReadResourceResponse();
      const urn = urnOf(request);
      const inputs = request.getProperties() ? request.getProperties().toJavaScript() : {};
      const placeholders = {};
      response.setUrn(urn);
      response.setProperties(struct(outputsOf(request.getType(), inputs, placeholders)));
      record("read", {
        token: request.getType(), name: request.getName(), urn, parent: request.getParent(), id: request.getId(),
        inputs, provider: request.getProvider(), dependencies: request.getDependenciesList(), placeholders,
        ...(making.getStore() || {}),
      }); // prettier-ignore
      return response;
    }),
    registerResourceOutputs: answering((request) => {
      record("outputs", { urn: request.getUrn(), outputs: request.getOutputs() ? request.getOutputs().toJavaScript() : {} });
      return new empty.Empty();
    }),
    invoke: answering((request) => {
      const token = request.getTok();
      const inputs = request.getArgs() ? request.getArgs().toJavaScript() : {};
      const placeholders = {};
      called.set(token, (called.get(token) || 0) + 1);
      const kind = resources.ResourceInvokeResponse || providers.InvokeResponse;
      const response = new kind();
      response.setReturn(struct(answerOf(token, inputs, placeholders)));
      record("call", {
        token, number: called.get(token), inputs, provider: request.getProvider(), placeholders,
        ...(making.getStore() || {}),
      }); // prettier-ignore
      return response;
    }),
    call: answering((request) => {
      record("method", { token: request.getTok(), ...(making.getStore() || {}) });
      const response = new providers.CallResponse();
      response.setReturn(struct({ value: UNKNOWN }));
      return response;
    }),
    existsResource: answering(() => {
      const response = new resources.ExistsResourceResponse();
      if (response.setUnknown) response.setUnknown(true);
      return response;
    }),
    registerStackTransform: nothing,
    registerStackInvokeTransform: nothing,
    registerResourceHook: nothing,
    registerErrorHook: nothing,
    signalAndWaitForShutdown: nothing,
  };
}

// -------------------------------------------------------------------------------------------------------- watching

/** Lets registrations and calls tell the user's frames; later steps of the same operation find them again. */
function watch(target, name, twin) {
  const original = target[name];
  if (typeof original !== "function") return;
  const watched = function (...args) {
    const found = host.frames(host.callSites());
    const instance = args[0] !== null && typeof args[0] === "object" ? args[0] : null;
    const told = { frames: found, site: siteOf(instance, found), order: ++order };
    return making.run(told, () => original.apply(this, args));
  };
  for (const holder of [target, twin]) {
    if (holder && holder[name] === original) {
      Object.defineProperty(holder, name, { value: watched, configurable: true, writable: true, enumerable: true });
    }
  }
}

/** The index of the frame that called the outermost constructor of an object. */
function siteOf(instance, found) {
  if (instance === null) return 0;
  const sites = host.callSites();
  let made = -1;
  let index = 0;
  for (const site of sites) {
    const place = host.located(site);
    if (place === null) continue;
    const type = site.isConstructor() ? site.getFunctionName() : null;
    let kind = instance.constructor;
    let steps = 0;
    while (type && kind && steps++ < 20) {
      if (kind.name === type) made = index;
      kind = Object.getPrototypeOf(kind);
    }
    index += 1;
  }
  return made + 1 < found.length ? made + 1 : 0;
}

function watchConfiguration(pulumi) {
  for (const [name, wrap] of [["require", (text) => text], ["requireSecret", (text) => pulumi.secret(text)]]) {
    const original = pulumi.Config.prototype[name];
    if (typeof original !== "function") continue;
    pulumi.Config.prototype[name] = function (key, ...rest) {
      try {
        return original.call(this, key, ...rest);
      } catch (error) {
        const match = /Missing required configuration variable '([^']*)'/.exec(String(error && error.message));
        if (match === null) throw error;
        const full = match[1];
        const supposed = job.supposed[variable(full)];
        if (supposed !== undefined) {
          suppose();
          return wrap(supposed);
        }
        if (!unset.has(full)) {
          unset.set(full, mint.placeholder(""));
          record("unset", { key: full, placeholder: unset.get(full), frames: host.frames(host.callSites()) });
        }
        return wrap(unset.get(full));
      }
    };
  }
}

/** Notes what the program calls an error; Pulumi's engine would end the deployment for it. */
function watchLog(log) {
  if (!log || typeof log.error !== "function") return;
  const original = log.error;
  log.error = async function (message, ...rest) {
    record("log", { severity: 3, message: String(message).slice(0, 4000) });
    return original.call(this, message, ...rest);
  };
}

let isSupposed = false;

/** From now on what may be supposed is set. */
function suppose() {
  if (isSupposed) return;
  isSupposed = true;
  for (const [name, value] of Object.entries(job.supposed)) if (!(name in process.env)) process.env[name] = value;
  record("supposed", {});
}

// --------------------------------------------------------------------------------------------------------- running

let first = null;

function noteFailure(error) {
  if (first !== null) return;
  first = error;
  const text = String(error && error.message) + String(error && error.stack);
  const name = String(error && error.constructor && error.constructor.name);
  const inApply = /@pulumi\/pulumi\/output\.js/.test(text) && ["TypeError", "SyntaxError", "RangeError"].includes(name);
  if (mint.inside(text) || inApply) record("placeholder", {});
}

/**
 * Lets a function of the program that is to become code be a placeholder. Pulumi would walk all that it refers to, and
 * write the packages' paths; nothing of that is known of the code that is deployed, and it takes seconds.
 */
function watchClosures(runtime, own) {
  const code = async () => ({ text: mint.placeholder("code"), exportName: "handler", containsSecrets: false });
  for (const holder of [runtime, own("runtime/closure/serializeClosure")]) {
    if (holder.serializeFunction) holder.serializeFunction = code;
  }
  if (runtime.computeCodePaths) runtime.computeCodePaths = async () => new Map();
}

async function main() {
  const pulumi = ownRequire("@pulumi/pulumi");
  const own = (name) => {
    try {
      return ownRequire(`@pulumi/pulumi/${name}`);
    } catch {
      return {};
    }
  };
  const runtime = pulumi.runtime;
  const proto = {
    resources: own("proto/resource_pb"),
    providers: own("proto/provider_pb"),
    callbacks: own("proto/callback_pb"),
    structs: createRequire(ownRequire.resolve("@pulumi/pulumi"))("google-protobuf/google/protobuf/struct_pb"),
    empty: createRequire(ownRequire.resolve("@pulumi/pulumi"))("google-protobuf/google/protobuf/empty_pb"),
  };
  const config = { ...job.config };
  for (const key of job.withheld) {
    config[key] = mint.placeholder("");
    record("secret", { key, placeholder: config[key] });
  }
  runtime.setAllConfig(config, [...job.secrets, ...job.withheld]);
  await runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, job.project, job.stack, true, "organization");
  const note = (what) => record("callback", { what });
  const transformed = watchTransforms(own("runtime/settings"), own("runtime/rpc"), proto, note);
  Object.assign(own("runtime/settings").getMonitor(), monitor(proto, transformed));
  for (const name of ["registerResource", "readResource"]) watch(own("runtime/resource"), name, runtime);
  for (const name of ["invoke", "invokeOutput", "invokeSingle", "invokeSingleOutput", "call", "callSingle"]) {
    watch(own("runtime/invoke"), name, runtime);
  }
  const rpc = own("runtime/rpc");
  // A question about what is not known yet is asked all the same: what comes of it is a placeholder.
  Object.defineProperty(rpc, "containsUnknownValues", { value: () => false, configurable: true, writable: true });
  watchClosures(runtime, own);
  watchConfiguration(pulumi);
  watchLog(pulumi.log);
  process.argv.splice(1, 2, program);
  process.chdir(path.dirname(program));
  await runtime.runInPulumiStack(async () => {
    const module = await load();
    if (typeof module === "function") return module();
    return module && typeof module.default === "function" ? module.default() : plain(module);
  });
}

function plain(module) {
  return module && module[Symbol.toStringTag] === "Module" ? { ...module } : module;
}

async function load() {
  const isModule = /\.m[tj]s$/.test(program) || (!/\.c[tj]s$/.test(program) && packageType() === "module");
  return isModule ? import(pathToFileURL(program).href) : ownRequire(program);
}

function packageType() {
  for (let folder = path.dirname(program); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, "package.json");
    if (!fs.existsSync(file)) continue;
    try {
      return JSON.parse(fs.readFileSync(file, "utf8")).type;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

process.on("unhandledRejection", noteFailure);
process.on("beforeExit", () => {
  if (first === null) return;
  const error = first instanceof Error ? first : new Error(String(first));
  process.removeAllListeners("beforeExit");
  throw error;
});
main().catch(noteFailure);
