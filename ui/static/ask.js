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
  window.hetuAsked = (question) => {
    if (question.trim() && question !== asked()) history.pushState(null, "", `/?${new URLSearchParams({ q: question.slice(0, 2000) })}`);
    remember(question);
  };
  addEventListener("popstate", () => location.reload());
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
