// Checking a file: its SHA-256 is worked out here, and only that is asked for. The file itself stays where it is.

const chooser = document.querySelector("[data-chooser]");
const LARGEST = 2 ** 30;

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function offer() {
  const input = chooser.querySelector("input");
  const status = chooser.querySelector("[data-status]");
  const field = document.querySelector("input[name=sha256]");

  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    if (file.size > LARGEST) return void (status.textContent = chooser.dataset.large);
    status.textContent = chooser.dataset.working;
    try {
      field.value = await sha256(file);
    } catch {
      return void (status.textContent = chooser.dataset.failed);
    }
    field.form.submit();
  });
  chooser.hidden = false;
}

// Browsers work out hashes only on pages that came over a safe line; elsewhere there is the field.
if (chooser && globalThis.crypto?.subtle) offer();
