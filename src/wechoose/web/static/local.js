// Times by the device's own clock: pages are written in UTC, and stay so without this.

const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const format = new Intl.DateTimeFormat(document.documentElement.lang, {
  month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: zone,
});

for (const time of document.querySelectorAll("time[data-local]")) {
  time.textContent = format.format(new Date(time.dateTime));
}

for (const form of document.querySelectorAll("form[data-local-times]")) {
  const fields = [...form.querySelectorAll("input[type=datetime-local]")];
  for (const field of fields) {
    const at = new Date(`${field.value}Z`);
    if (!Number.isNaN(at.getTime())) field.value = field.defaultValue = shifted(at, -at.getTimezoneOffset());
  }
  const said = form.querySelector("[data-zone]");
  said.textContent = said.dataset.here;
  form.addEventListener("formdata", (event) => {
    for (const { name, value } of fields) {
      const at = new Date(value);
      if (!Number.isNaN(at.getTime())) event.formData.set(name, shifted(at, 0));
    }
  });
}

function shifted(at, minutes) {
  return new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 16);
}
