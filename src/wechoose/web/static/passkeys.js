// Passkeys: asks the browser for one and sends what it answers with the form around. Without this, codes do.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

// The options come as JSON, in which bytes are texts; older browsers can't read that by themselves.
function read(options) {
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
  };
}

function write(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    said.attestationObject = text(response.attestationObject);
    said.transports = response.getTransports?.() ?? [];
  } else {
    said.authenticatorData = text(response.authenticatorData);
    said.signature = text(response.signature);
    if (response.userHandle) said.userHandle = text(response.userHandle);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said });
}

function offer(part) {
  const form = part.closest("form");
  const button = part.querySelector("[data-ask]");
  const trouble = part.querySelector("[data-trouble]");
  let asking = false;

  async function ask() {
    if (asking) return;
    asking = true;
    trouble.textContent = "";
    button.setAttribute("aria-disabled", "true");
    try {
      const publicKey = read(JSON.parse(part.dataset.options));
      form.elements.proof_answer.value = write(await navigator.credentials[part.dataset.passkey]({ publicKey }));
      form.submit();
    } catch {
      // Turned down, not known here, or waited for too long: the browser does not say which, so that sites can't pry.
      trouble.textContent = trouble.dataset.trouble;
    }
    asking = false;
    button.removeAttribute("aria-disabled");
  }

  part.hidden = false;
  button.addEventListener("click", ask);
  // A page that comes back from memory must not send an old answer.
  window.addEventListener("pageshow", () => { form.elements.proof_answer.value = ""; });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(offer);
  document.querySelectorAll("[data-no-passkeys]").forEach((words) => { words.hidden = true; });
}

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
