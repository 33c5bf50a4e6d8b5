// The page works without this file; with it a statement's details stay in view, and the data has tabs.
"use strict";

function chooseStatement(link, focus) {
  document.querySelectorAll(".st[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  document.querySelectorAll(".detail.chosen").forEach((one) => one.classList.remove("chosen"));
  link.setAttribute("aria-current", "true");
  const detail = document.getElementById("d-" + link.dataset.id);
  detail.classList.add("chosen");
  const box = document.getElementById("details");
  box.classList.add("open");
  box.scrollTop = 0;
  if (focus) detail.focus({ preventScroll: true });
}

function setUpStatements() {
  const links = [...document.querySelectorAll(".st")];
  if (!links.length) return;
  document.documentElement.classList.add("js");
  links.forEach((link, n) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      chooseStatement(link, event.detail === 0);
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = step && links[n + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      chooseStatement(next, false);
    });
  });
  const first = document.querySelector(".st.prohibition") || document.querySelector(".st.instruction") || links[0];
  if (!window.matchMedia("(max-width: 820px)").matches) chooseStatement(first, false);
  setUpClose();
}

function setUpClose() {
  // on a narrow screen the details lie over the text
  const box = document.getElementById("details");
  const close = () => {
    box.classList.remove("open");
    const link = document.querySelector(".st[aria-current]");
    if (link) link.focus({ preventScroll: true });
  };
  const button = document.getElementById("close");
  button.hidden = false;
  button.addEventListener("click", close);
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}

function showTab(tabs, chosen) {
  tabs.forEach((tab) => {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
  });
}

function setUpTabs(box) {
  const list = box.querySelector(".tablist");
  const tabs = [...list.querySelectorAll("a")];
  list.setAttribute("role", "tablist");
  tabs.forEach((tab, n) => {
    const panel = document.getElementById(tab.hash.slice(1));
    tab.id = panel.id + "-tab";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      showTab(tabs, tab);
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[event.key];
      if (event.key === " ") {
        event.preventDefault();
        showTab(tabs, tab);
      }
      if (!step) return;
      const next = tabs[(n + step) % tabs.length];
      showTab(tabs, next);
      next.focus();
    });
  });
  showTab(tabs, tabs[0]);
}

function setUpCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}

function setUpFile() {
  // a chosen file goes before the text: say so by greying the text out
  const file = document.getElementById("file");
  const text = document.getElementById("text");
  file.addEventListener("change", () => { text.disabled = file.files.length > 0; });
}

setUpStatements();
document.querySelectorAll("[data-tabs]").forEach(setUpTabs);
document.querySelectorAll(".copy").forEach(setUpCopy);
setUpFile();
