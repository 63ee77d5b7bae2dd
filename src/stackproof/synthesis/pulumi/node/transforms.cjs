// Transforms that Pulumi's engine would ask the program for: they run in the program here as well. This stands for the
// server through which the engine calls the program back.
"use strict";

const optional = (request, name) => (typeof request[name] === "function" ? request[name]() : undefined);

/**
 * Gives a function that changes a registration as the program's transforms say.
 *
 * @param settings, rpc modules of Pulumi's runtime; proto its messages
 * @param note told what cannot be done here
 */
function watchTransforms(settings, rpc, proto, note) {
  const functions = new Map();
  const ofStack = [];
  const inherited = new Map();
  const callback = (token) => {
    const made = new proto.callbacks.Callback();
    made.setToken(token);
    return made;
  };
  const register = (made) => {
    const token = `transform ${functions.size}`;
    functions.set(token, made);
    return token;
  };
  const registerStack = (made) => void ofStack.push(register(made));
  const noted = (what) => () => note(what);
  const callbacks = {
    registerTransform: async (made) => callback(register(made)),
    registerStackTransform: registerStack,
    registerStackTransformAsync: async (made) => registerStack(made),
    registerStackInvokeTransform: noted("transform of calls"),
    registerStackInvokeTransformAsync: async () => noted("transform of calls")(),
    registerStateMigration: async () => callback(""),
    registerResourceHook: async () => undefined,
    registerErrorHook: async () => undefined,
    awaitStackRegistrations: async () => undefined,
    shutdown: () => undefined,
  };
  if (typeof settings.getCallbacks === "function") settings.getCallbacks = () => callbacks;
  if (typeof settings.awaitStackRegistrations === "function") settings.awaitStackRegistrations = async () => undefined;

  /** What a registration becomes by the transforms of the resource, of those above it and of the stack. */
  return async function transformed(request, urn) {
    const given = (optional(request, "getTransformsList") || []).map((one) => one.getToken());
    const own = [...given, ...(inherited.get(request.getParent()) || [])];
    inherited.set(urn, own);
    for (const token of [...own, ...ofStack]) {
      const made = functions.get(token);
      if (made === undefined) continue;
      const opts = { protect: optional(request, "getProtect"), retainOnDelete: optional(request, "getRetainondelete") };
      const props = rpc.deserializeProperties(request.getObject(), true);
      const result = await made({ custom: request.getCustom(), type: request.getType(), name: request.getName(), props, opts });
      if (result === undefined || result === null) continue;
      const changed = await rpc.serializeProperties("transform", result.props);
      request.setObject(proto.structs.Struct.fromJavaScript(changed));
      if (result.opts && result.opts.protect !== undefined) request.setProtect(result.opts.protect);
      if (result.opts && result.opts.retainOnDelete !== undefined) request.setRetainondelete(result.opts.retainOnDelete);
    }
  };
}

module.exports = { watchTransforms };
