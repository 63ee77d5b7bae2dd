// Loaded by node before the program, inside the sandbox.
//
// Stands in for what `cdktf get` would have generated into .gen/ and is not in the project: prebuilt bindings of the
// same provider, and classes for the Terraform modules that cdktf.json names. What is there comes first.
//
// The environment variable STACKPROOF_GENERATED holds (JSON) `folder`, a node_modules with a framework and bindings of
// one release, `framework`, its name, `providers`, for which there are bindings, and `modules`: {name, source, version}.
"use strict";

const fs = require("fs");
const Module = require("module");
const path = require("path");

const { folder, framework, providers, modules } = JSON.parse(process.env.STACKPROOF_GENERATED);
delete process.env.STACKPROOF_GENERATED;

const REQUEST = /(?:^|\/)\.gen\/(providers|modules)\/([^'"]+?)(?:\/index)?(?:\.js|\.ts)?$/;
const OURS = /^(?:cdktf|cdktn|constructs)(?:\/|$)/;
const SERVICES = [
  "acm", "acmpca", "amplify", "apigateway", "apigatewayv2", "appautoscaling", "appconfig", "applicationautoscaling",
  "appmesh", "apprunner", "appsync", "athena", "autoscaling", "backup", "batch", "budgets", "cloudformation",
  "cloudfront", "cloudhsm", "cloudtrail", "cloudwatch", "codebuild", "codecommit", "codedeploy", "codepipeline",
  "cognito", "config", "datasources", "directconnect", "docdb", "dynamodb", "ebs", "ec2", "ecr", "ecs", "efs", "eks",
  "elasticache", "elasticbeanstalk", "elasticsearch", "elb", "emr", "eventbridge", "fsx", "glue", "guardduty", "iam",
  "inspector", "iot", "kinesis", "kms", "lakeformation", "lambdafunction", "lex", "lightsail", "macie", "memorydb", "mq",
  "msk", "neptune", "networkfirewall", "opensearch", "organizations", "quicksight", "ram", "rds", "redshift",
  "resourcegroups", "route53", "s3", "sagemaker", "secretsmanager", "securityhub", "servicecatalog", "servicediscovery",
  "ses", "sfn", "sns", "sqs", "ssm", "ssoadmin", "transfer", "vpc", "waf", "wafregional", "wafv2", "workspaces", "xray",
];
const META = new Set(["dependsOn", "forEach", "providers", "skipAssetCreationFromLocalModules"]);

const bare = (name) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
const pascal = (name) => name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter) => letter.toUpperCase());
const snake = (name) => name.replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`);

/** The file of prebuilt bindings for a part of generated ones; the whole of them for what they do not have. */
function bindings(asked) {
  const [provider, ...rest] = asked.split("/");
  if (!providers.includes(provider)) return null;
  const library = path.join(folder, `@${framework}/provider-${provider}/lib`);
  const file = path.join(library, ...rest, "index.js");
  return fs.existsSync(file) ? file : path.join(library, "index.js");
}

/** Lets blocks be assigned (`group.ingress = [...]`), as early classes took them; now `putIngress` does that. */
function takeAssignments(made) {
  if (typeof made !== "function" || !made.prototype) return made;
  for (const [name, described] of Object.entries(Object.getOwnPropertyDescriptors(made.prototype))) {
    const put = `put${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    if (!described.get || described.set || typeof made.prototype[put] !== "function") continue;
    Object.defineProperty(made.prototype, name, {
      ...described,
      set(value) {
        this[put](value);
      },
    });
  }
  return made;
}

/**
 * Adds the classes that early generated bindings had in one place: all of them at the top, and those of a service in one
 * file (`vpc` held subnets), where now each has a file of its own.
 */
function addClasses(exported, library) {
  for (const entry of fs.readdirSync(library, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const provider = path.basename(path.dirname(library)).replace("provider-", "");
    const name = entry.name === "provider" ? `${pascal(provider)}Provider` : pascal(entry.name);
    if (name in exported) continue;
    const get = () => {
      const found = require(path.join(library, entry.name, "index.js"));
      return takeAssignments(found[name] || found[`${name}A`]);
    };
    Object.defineProperty(exported, name, { enumerable: true, configurable: true, get });
  }
}

/** Adds the services that generated bindings of 2022 had their classes grouped by. */
function addServices(exported, library) {
  for (const name of SERVICES) {
    let made = null;
    const get = () => {
      if (made === null) {
        made = {};
        addClasses(made, library);
      }
      return made;
    };
    Object.defineProperty(exported, name, { enumerable: true, configurable: true, get });
  }
}

/** A class that calls a Terraform module; a generated one gives its variables and outputs types, no other meaning. */
function moduleClass(wanted) {
  const { TerraformHclModule } = require(require.resolve(framework, { paths: [folder] }));
  const made = class extends TerraformHclModule {
    constructor(scope, id, options = {}) {
      const config = { source: wanted.source, version: wanted.version, variables: {} };
      for (const [key, value] of Object.entries(options)) {
        if (META.has(key)) config[key] = value;
        else if (value !== undefined) config.variables[snake(key)] = value;
      }
      super(scope, id, config);
      return new Proxy(this, {
        get(target, key, receiver) {
          if (typeof key === "string" && key.endsWith("Output") && !(key in target)) {
            return target.getString(snake(key.slice(0, -"Output".length)));
          }
          return Reflect.get(target, key, receiver);
        },
      });
    }
  };
  Object.defineProperty(made, "name", { value: pascal(wanted.name) });
  return made;
}

const classes = new Map();

/** The classes of the modules that a part of generated code would hold. */
function ofModules(asked) {
  const words = asked.split("/").map(bare);
  const found = modules.filter((one) => words[words.length - 1] === bare(one.name));
  if (!found.length) return null;
  const exported = {};
  for (const wanted of found) {
    const key = `${wanted.source} ${wanted.version}`;
    if (!classes.has(key)) classes.set(key, moduleClass(wanted));
    exported[pascal(wanted.name)] = classes.get(key);
  }
  return exported;
}

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  // Bindings and framework have to be of one release.
  if (OURS.test(request)) return resolve.call(this, request, parent, false, { paths: [folder] });
  try {
    return resolve.call(this, request, parent, ...rest);
  } catch (error) {
    const match = error.code === "MODULE_NOT_FOUND" ? REQUEST.exec(request) : null;
    const found = match && match[1] === "providers" ? bindings(match[2]) : null;
    if (found) return found;
    throw error;
  }
};

const INDEX = /^(.*[\\/]lib)[\\/](?:[a-z0-9]+[\\/])?index\.js$/;
const seen = new WeakSet();
const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const match = REQUEST.exec(request);
  if (!match) return load.call(this, request, parent, ...rest);
  let exported;
  try {
    exported = load.call(this, request, parent, ...rest);
  } catch (error) {
    const found = match[1] === "modules" && error.code === "MODULE_NOT_FOUND" ? ofModules(match[2]) : null;
    if (found) return found;
    throw error;
  }
  const file = match[1] === "providers" ? Module._resolveFilename(request, parent) : "";
  const ours = file.startsWith(folder + path.sep);
  const index = ours ? INDEX.exec(file) : null;
  const isWhole = index !== null && path.dirname(file) === index[1];
  if (ours && !isWhole) Object.values(exported).forEach(takeAssignments);
  if (index && !seen.has(exported)) {
    seen.add(exported);
    addClasses(exported, index[1]);
    if (isWhole) addServices(exported, index[1]);
  }
  return exported;
};
