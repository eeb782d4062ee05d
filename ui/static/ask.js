// The question stands in the address, so that a link reproduces the answer and the back button works; this visit's questions are kept.
(() => {
  const KEPT = "hetu-asked";
  const asked = () => new URLSearchParams(location.search).get("q") || "";
  const history_ = () => JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  const drawn = () => {
    document.body.classList.toggle("hetu-answered", Boolean(asked()));
    document.title = asked() ? `${asked()} · 鹤图` : "鹤图";
    const place = document.getElementById("hetu-history");
    const questions = history_().filter((one) => one !== asked());
    if (!place || !questions.length) return;
    const list = document.createElement("ol");
    list.setAttribute("aria-label", "这次问过的");
    for (const question of questions) {
      const link = document.createElement("a");
      link.href = `/?${new URLSearchParams({ q: question })}`;
      link.textContent = question.length > 24 ? `${question.slice(0, 24)}…` : question;
      link.target = "_self";
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    place.replaceChildren("问过：", list);
  };
  const remember = (question) => {
    if (!question.trim()) return;
    const questions = [question, ...history_().filter((one) => one !== question)].slice(0, 12);
    sessionStorage.setItem(KEPT, JSON.stringify(questions));
    drawn();
  };
  // Whether the question comes from the history, which then must not be cut off behind it.
  let going = false;
  window.hetuAsked = (question) => {
    const address = `/?${new URLSearchParams({ q: question.slice(0, 2000) })}`;
    if (question.trim() && question !== asked()) history[going ? "replaceState" : "pushState"](null, "", address);
    going = false;
    remember(question);
    said(document.querySelector("#answer .hetu-chips + p, #answer p")?.textContent || "");
  };
  // What has been answered is read aloud; the box keeps the focus.
  const said = (words) => {
    const place = document.getElementById("hetu-said") || document.body.appendChild(Object.assign(document.createElement("p"), { id: "hetu-said" }));
    place.setAttribute("role", "status");
    place.textContent = words;
  };
  // A question that a link holds is asked on the page as it is: loading it anew would take ten times as long.
  const box = () => document.querySelector("#hetu-question textarea, #hetu-question input");
  const ask = (question) => {
    const field = box();
    field.value = question;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.getElementById("hetu-ask").click());
  };
  addEventListener("popstate", () => {
    going = true;
    if (asked()) ask(asked());
    else location.reload();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="/?q="]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    going = false;
    ask(new URL(link.href).searchParams.get("q"));
    box().focus({ preventScroll: true });
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
    if (asked()) remember(asked());
    drawn();
  }, 50);
})();

// Paper cannot be unfolded.
addEventListener("beforeprint", () => document.querySelectorAll("details.hetu-group").forEach((group) => { group.open = true; }));
