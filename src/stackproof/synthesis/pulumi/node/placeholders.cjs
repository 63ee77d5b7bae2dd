// Texts that stand for what a resource has only after deployment; see placeholders.py, which makes the same ones.
"use strict";

const ALPHABETS = ["BcDfGhJkLm", "NpQrStVwXz"];
const OPENINGS = ["LkGf", "VwQr"];
const CLOSINGS = ["Dh", "Xz"];
const DIGITS = 6;
const WEB_ADDRESSES = new Set(["url", "invokeUrl", "functionUrl", "apiEndpoint", "issuer"]);

function mint(alphabet) {
  let number = 0;

  function marker() {
    number += 1;
    const digits = [...String(number).padStart(DIGITS, "0")].map((digit) => ALPHABETS[alphabet][Number(digit)]);
    return OPENINGS[alphabet] + digits.join("") + CLOSINGS[alphabet];
  }

  function placeholder(attribute) {
    if (attribute.toLowerCase().endsWith("arn")) {
      const parts = Array.from({ length: 6 }, marker);
      return `arn:${parts.slice(0, 5).join(":")}/${parts[5]}`;
    }
    if (attribute === "authorizationToken") return Buffer.from(`AWS:${marker()}`).toString("base64");
    if (WEB_ADDRESSES.has(attribute)) return `https://${marker()}/${marker()}`;
    return marker();
  }

  return { placeholder, inside: (text) => typeof text === "string" && text.includes(OPENINGS[alphabet]), run: alphabet };
}

module.exports = { mint };
