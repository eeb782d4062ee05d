/* 我的表: what was chosen is read by the server, shown, put right, built. Whatever is shown is text, never markup. */
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const status = byId("table-status");
  const part = byId("understood");
  let token = "";

  const say = (words, failed) => {
    status.textContent = words;
    status.classList.toggle("error", Boolean(failed));
  };

  const ask = async (address, options) => {
    const response = await fetch(address, options);
    const told = await response.json().catch(() => ({ error: "服务器没有答复，请稍后再试" }));
    if (!response.ok) throw new Error(told.error || "没有成功，请稍后再试");
    return told;
  };

  const posted = (address, body) =>
    ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const tableOf = (headers, rows) => {
    const table = element("table");
    const head = element("tr");
    headers.forEach((header) => head.append(element("th", header, { scope: "col" })));
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    rows.forEach((cells) => {
      const row = element("tr");
      cells.forEach((cell) => {
        const made = element("td");
        made.append(cell);
        row.append(made);
      });
      body.append(row);
    });
    table.append(top, body);
    return table;
  };

  const choice = (column) => {
    const select = element("select", undefined, { "data-header": column.header, "aria-label": `“${column.header}”栏的含义` });
    select.append(byId("meanings").content.cloneNode(true));
    select.value = column.meaning;
    select.dataset.read = column.meaning;
    return select;
  };

  const show = (told) => {
    const document_ = told.documents[0];
    const form = byId("said");
    form.elements.county.value = document_.county || "";
    form.elements.year.value = document_.year || "";
    form.elements.title.value = document_.title || "";
    const columns = byId("columns");
    columns.replaceChildren();
    told.documents.forEach((one) => one.tables.forEach((table) => {
      if (!table.columns.length) {
        columns.append(element("p", `${table.place}：不是任务表（${table.rows} 行），未读入`));
        return;
      }
      columns.append(element("h3", `${table.place}：${table.tasks} 项任务`));
      columns.append(tableOf(["栏名", "含义", "为什么"], table.columns.map((column) => [
        column.header || "（无栏名）",
        choice(column),
        `${column.reason}${column.meaning === "extra" ? "" : `，把握 ${Math.round(100 * column.confidence)}%`}`,
      ])));
    }));
    if (!columns.childElementCount) columns.append(element("p", "没有表格，按编号的任务清单读取"));
    byId("first-tasks").replaceChildren(tableOf(
      ["编号", "任务", "单位", "状态"],
      document_.first.map((task) => [task.id, task.title, task.units.join("、"), task.status || "未写明"]),
    ));
    const warnings = told.documents.flatMap((one) => one.warnings.map((warning) => `${warning.place}：${warning.message}`));
    const list = element("ul");
    warnings.slice(0, 20).forEach((warning) => list.append(element("li", warning)));
    byId("warnings").replaceChildren(...(warnings.length ? [element("h3", `提醒 ${warnings.length} 条`), list] : []));
    const tasks = told.documents.reduce((sum, one) => sum + one.tasks, 0);
    say(`读出 ${tasks} 项任务。请看各栏的含义对不对，再建。`);
    // What is said is said of one document; those of an archive say it themselves.
    const single = told.documents.length === 1 && !/\.zip$/i.test(byId("file").value);
    byId("said").querySelectorAll("input, select, button[type=submit]").forEach((one) => { one.disabled = !single; });
    if (!single) say(`读出 ${tasks} 项任务，共 ${told.documents.length} 份。几份一起时不能在这里改，要改请一份一份地加。`);
    part.hidden = false;
  };

  const said = () => {
    const form = byId("said");
    const columns = {};
    form.querySelectorAll("select").forEach((select) => {
      if (select.value !== select.dataset.read || select.dataset.changed) {
        columns[select.dataset.header] = select.value;
      }
    });
    return { county: form.elements.county.value.trim(), year: form.elements.year.value.trim(), title: form.elements.title.value.trim(), columns };
  };

  const busy = async (words, work) => {
    const buttons = document.querySelectorAll("main button, #file");
    buttons.forEach((button) => { button.disabled = true; });
    say(words);
    try {
      await work();
    } catch (error) {
      say(error.message, true);
    } finally {
      buttons.forEach((button) => { if (button.type !== "submit") button.disabled = false; });
      byId("said").querySelector("button[type=submit]").disabled = byId("said").elements.county.disabled;
    }
  };

  const chosen = {};
  const remember = () => Object.assign(chosen, said().columns);

  byId("file").addEventListener("change", (event) => {
    const file = event.target.files[0];
    if (!file) return;
    part.hidden = true;
    Object.keys(chosen).forEach((key) => delete chosen[key]);
    busy(`正在读 ${file.name}……`, async () => {
      const told = await ask(`/tables/upload?name=${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
      token = told.token;
      show(told);
    });
  });

  byId("said").addEventListener("submit", (event) => {
    event.preventDefault();
    remember();
    busy("正在重新读……", async () => show(await posted(`/tables/${token}/read`, { ...said(), columns: chosen })));
  });

  const build = (alone) => {
    remember();
    busy("正在建……", async () => {
      await posted(`/tables/${token}/build`, { ...said(), columns: chosen, alone });
      for (;;) {
        await new Promise((resolve) => { setTimeout(resolve, 700); });
        const told = await ask(`/tables/${token}/progress`);
        if (told.state === "failed") throw new Error(told.step);
        if (told.state === "done") break;
        say(`正在建：${told.step || "……"}`);
      }
      say("建好了，正在打开提问页……");
      window.location.assign("/");
    });
  };
  byId("add").addEventListener("click", () => build(false));
  byId("alone").addEventListener("click", () => build(true));

  document.querySelectorAll("button.remove").forEach((button) => {
    button.addEventListener("click", () => busy(`正在去掉 ${button.dataset.document}……`, async () => {
      await posted("/tables/remove", { document: button.dataset.document });
      say("去掉了，正在重新打开……");
      for (let tries = 0; tries < 60; tries += 1) { // until the server has opened the build without it
        await new Promise((resolve) => { setTimeout(resolve, 1000); });
        const page = new DOMParser().parseFromString(await (await fetch(window.location.href)).text(), "text/html");
        const shown = [...page.querySelectorAll("button.remove")].map((one) => one.dataset.document);
        if (!shown.includes(button.dataset.document)) break;
      }
      window.location.reload();
    }));
  });
})();
