// The question stands in the address, so that a link reproduces the answer and the back button works; this visit's questions are kept.
(() => {
  const KEPT = "hetu-turns";
  const parameters = () => new URLSearchParams(location.search);
  const asked = () => parameters().get("q") || "";
  const earlier = () => parameters().getAll("h");
  // As long as an address may be: of what came before the oldest is left out first.
  const LONGEST = 2000;
  const addressOf = (question, before = []) => {
    const kept = [...before];
    while (kept.join("").length > LONGEST) kept.shift();
    return `/?${new URLSearchParams([["q", question.slice(0, LONGEST)], ...kept.map((one) => ["h", one])])}`;
  };
  // What was asked this visit: each question with those it goes on from.
  const turns = () => JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  const drawn = () => {
    document.body.classList.toggle("hetu-answered", Boolean(asked()));
    document.title = asked() ? `${asked()} · 鹤图` : "鹤图";
    const place = document.getElementById("hetu-history");
    const here = addressOf(asked(), earlier());
    const others = turns().filter(([question, ...before]) => addressOf(question, before) !== here);
    if (!place || !others.length) return;
    const list = document.createElement("ol");
    list.setAttribute("aria-label", "这次问过的");
    for (const [question, ...before] of others) {
      const link = document.createElement("a");
      link.href = addressOf(question, before);
      link.textContent = question.length > 24 ? `${question.slice(0, 24)}…` : question;
      if (before.length) link.title = `接着：${before.join(" › ")}`;
      link.target = "_self";
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    place.replaceChildren("问过：", list);
  };
  const remember = (question, before) => {
    if (!question.trim()) return;
    const turn = [question, ...before];
    const kept = [turn, ...turns().filter((one) => JSON.stringify(one) !== JSON.stringify(turn))].slice(0, 12);
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
    drawn();
  };
  // Whether the question comes from the history, which then must not be cut off behind it.
  let going = false;
  window.hetuAsked = (question, before) => {
    const address = addressOf(question, before);
    if (question.trim() && address !== addressOf(asked(), earlier())) history[going ? "replaceState" : "pushState"](null, "", address);
    going = false;
    remember(question, before);
    said(document.querySelector("#answer .hetu-headline")?.textContent || "");
  };
  // The questions that the one being asked goes on from: those of the link or field it was asked by; none when it is typed anew.
  let taken = null;
  window.hetuAsking = (question) => {
    const before = taken?.question === question ? taken.before : question === asked() ? earlier() : [];
    taken = null;
    return [before.length ? question : withScope(question), before];
  };
  // The county and year chosen beside the box stand before a question that names no county of its own.
  const SCOPE = "hetu-scope";
  const choices = () => [...document.querySelectorAll("#hetu-scope button")];
  const chosen = () => (choices().some((one) => one.dataset.scope === sessionStorage.getItem(SCOPE)) ? sessionStorage.getItem(SCOPE) : "");
  const withScope = (question) => {
    const place = document.getElementById("hetu-scope");
    if (!place || !chosen() || !question.trim()) return question;
    const named = place.dataset.counties.split("|").some((name) => question.includes(name) || question.startsWith(name.slice(0, -1)));
    if (named) return question;
    return (/\d{2,4}年/.test(question) ? chosen().replace(/\d{4}年$/, "") : chosen()) + question;
  };
  const pressed = () => choices().forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.scope === chosen())));
  // What has been answered is read aloud; the box keeps the focus.
  const said = (words) => {
    const place = document.getElementById("hetu-said") || document.body.appendChild(Object.assign(document.createElement("p"), { id: "hetu-said" }));
    place.setAttribute("role", "status");
    place.textContent = words;
  };
  // A question that a link holds is asked on the page as it is: loading it anew would take ten times as long.
  const box = () => document.querySelector("#hetu-question textarea, #hetu-question input");
  const ask = (question, before) => {
    const field = box();
    taken = { question, before };
    field.value = question;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.getElementById("hetu-ask").click());
  };
  addEventListener("popstate", () => {
    going = true;
    if (asked()) ask(asked(), earlier());
    else location.reload();
  });
  document.addEventListener("click", (event) => {
    const scope = event.target.closest?.("#hetu-scope button");
    if (scope) {
      sessionStorage.setItem(SCOPE, scope.dataset.scope === chosen() ? "" : scope.dataset.scope);
      pressed();
      box()?.focus();
      return;
    }
    const link = event.target.closest?.('a[href^="/?q="]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    going = false;
    const wanted = new URL(link.href).searchParams;
    ask(wanted.get("q"), wanted.getAll("h"));
    box().focus({ preventScroll: true });
  });
  // The field below an answer asks what goes on from it.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.(".hetu-next")) return;
    event.preventDefault();
    const wanted = new FormData(event.target);
    if (!wanted.get("q").trim()) return;
    going = false;
    ask(wanted.get("q").trim(), wanted.getAll("h"));
    document.getElementById("answer")?.scrollIntoView({ block: "nearest" });
  });
  // The other values of a condition are looked for when they are wanted.
  document.addEventListener("toggle", async ({ target }) => {
    if (!target.matches?.("details.hetu-change") || !target.open || target.children.length > 1) return;
    const place = document.createElement("div");
    place.setAttribute("role", "status");
    place.textContent = "……";
    target.append(place);
    try {
      const answer = await fetch(target.dataset.others);
      if (!answer.ok) throw new Error(answer.status);
      place.innerHTML = await answer.text();
    } catch {
      place.textContent = "现在读不到，请稍后再试。";
      target.addEventListener("toggle", () => place.remove(), { once: true });
    }
  }, true);
  // Gradio draws the page after this script has run.
  const watch = setInterval(() => {
    if (!document.getElementById("hetu-history")) return;
    clearInterval(watch);
    if (asked()) remember(asked(), earlier());
    drawn();
    pressed();
  }, 50);
})();

// Paper cannot be unfolded.
addEventListener("beforeprint", () => document.querySelectorAll("details.hetu-group").forEach((group) => { group.open = true; }));
