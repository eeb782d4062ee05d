// The graph page: what is drawn follows the address (?node=…, ?from=…&to=…, ?whole=1), so links and the back button work.
"use strict";
const element = (id) => document.getElementById(id);
const KINDS = JSON.parse(element("looks").textContent);
const ink = getComputedStyle(document.body).color;
const paper = getComputedStyle(document.body).backgroundColor;
// The colours of statuses, as everywhere on these pages.
const STATUSES = { completed: "#15803d", exceeded: "#15803d", mostly: "#a16207", "on-track": "#a16207", ahead: "#a16207",
  behind: "#c2410c", "not-started": "#c2410c", suspended: "#7c3aed", cancelled: "#7c3aed" };
const told = element("told");
const keys = new Map();

const cy = cytoscape({
  container: element("picture"),
  hideEdgesOnViewport: true,
  style: [
    { selector: "node", style: { label: "data(label)", color: ink, "font-size": 14, "text-valign": "bottom", "text-margin-y": 3,
      "text-outline-color": paper, "text-outline-width": 2, "min-zoomed-font-size": 6, "text-wrap": "wrap", "text-max-width": 140,
      "font-family": getComputedStyle(document.body).fontFamily,
      width: "mapData(degree, 1, 60, 18, 46)", height: "mapData(degree, 1, 60, 18, 46)" } },
    ...Object.entries(KINDS).map(([kind, look]) => ({ selector: `node[kind="${kind}"]`, style: { "background-color": look.color, shape: look.shape } })),
    ...Object.entries(STATUSES).map(([status, color]) => ({ selector: `node[status="${status}"]`, style: { "border-width": 3, "border-color": color } })),
    { selector: "edge", style: { width: 1, "line-color": "#a8a29e", "curve-style": "haystack", opacity: 0.7 } },
    { selector: "edge.told", style: { label: "data(label)", "font-size": 10, color: ink, "curve-style": "straight", width: 2,
      "text-outline-color": paper, "text-outline-width": 2, "line-color": "#2563eb", opacity: 1 } },
    { selector: "node:selected", style: { "underlay-color": "#2563eb", "underlay-opacity": 0.3, "underlay-padding": 7 } },
    { selector: ".left, .right", style: { "text-valign": "center", "text-margin-y": 0, "text-wrap": "none",
      width: "mapData(degree, 1, 60, 12, 24)", height: "mapData(degree, 1, 60, 12, 24)" } },
    { selector: ".right", style: { "text-halign": "right", "text-margin-x": 4 } },
    { selector: ".left", style: { "text-halign": "left", "text-margin-x": -4 } },
    { selector: ".unnamed", style: { label: "" } },
    { selector: ".hidden", style: { display: "none" } },
  ],
});

async function fetched(path) {
  const answer = await fetch(path);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error || "读不到图谱");
  return body;
}

function drawn(told) {
  const nodes = told.nodes.filter((node) => cy.getElementById(node.id).empty());
  const added = cy.add(nodes.map((node) => ({ group: "nodes", data: node, ...("x" in node ? { position: { x: node.x, y: node.y } } : {}) })));
  const edges = told.edges.map((edge) => ({ group: "edges", data: { ...edge, id: [edge.source, edge.target].sort().join("|") } }));
  cy.add(edges.filter((edge) => cy.getElementById(edge.data.id).empty()));
  filtered();
  return added;
}

// Smaller than this, names cannot be read: better a part of the picture, to be moved.
const READABLE = 0.55;
// A name's height and length in the picture.
const ROW = 26;
const NAME = 270;

// How many columns a side let the names be largest.
function columns(count, box) {
  const sizes = [1, 2, 3, 4].map((n) => Math.min(box.clientWidth / (300 + 2 * NAME * n), box.clientHeight / Math.max(200, ROW * Math.ceil(count / (2 * n)))));
  return 1 + sizes.indexOf(Math.max(...sizes));
}

// The neighbours to the right and left of their thing, kind by kind, names outwards, so that none covers another;
// where there is no width for two sides, as on a telephone, all to the right.
function laidOut(root) {
  const box = element("picture");
  const order = Object.keys(KINDS);
  const tie = (node) => node.edgesWith(cy.getElementById(root)).data("label") || "";
  const others = cy.nodes().filter((node) => node.id() !== root).toArray()
    .sort((a, b) => order.indexOf(a.data("kind")) - order.indexOf(b.data("kind")) || tie(a).localeCompare(tie(b), "zh") || b.data("degree") - a.data("degree"));
  const narrow = box.clientWidth < 560;
  const across = narrow ? 1 : columns(others.length, box);
  cy.getElementById(root).toggleClass("unnamed", narrow); // its name stands above the picture
  const half = narrow ? others.length : Math.ceil(others.length / 2);
  cy.getElementById(root).position({ x: 0, y: 0 });
  for (const [side, nodes] of [[1, others.slice(0, half)], [-1, others.slice(half)]]) {
    const rows = Math.ceil(nodes.length / across);
    nodes.forEach((node, i) => {
      const [row, column] = [Math.floor(i / across), i % across];
      const away = (row - (rows - 1) / 2) / Math.max(1, rows / 2);
      node.addClass(side > 0 ? "right" : "left");
      node.position({ x: side * (narrow ? 70 : 90 + 60 * Math.sqrt(Math.max(0, 1 - away * away)) + NAME * column),
        y: ROW * (row - (rows - 1) / 2 + column / across) });
    });
  }
  cy.fit(undefined, 20);
  if (cy.zoom() > 1.6) cy.zoom(1.6).center();
  if (narrow) cy.viewport({ zoom: box.clientWidth / 400, pan: { x: 30, y: box.clientHeight / 2 } });
  else if (cy.zoom() < READABLE) cy.zoom(READABLE).center(cy.getElementById(root));
}

// From afar only the names of the busiest can be read, at the size of the screen, and where no other name stands.
function hubsNamed() {
  const size = 12 / cy.zoom();
  const taken = [];
  const busiest = cy.nodes().filter((node) => node.data("kind") !== "Task").sort((a, b) => b.data("degree") - a.data("degree"));
  busiest.slice(0, 60).forEach((node) => {
    const { x, y } = node.position();
    const half = { x: (node.data("label").length * size) / 2, y: size };
    if (taken.some((other) => Math.abs(other.x - x) < other.half.x + half.x && Math.abs(other.y - y) < other.half.y + half.y)) return;
    taken.push({ x, y, half });
    node.style({ "font-size": size, "text-wrap": "none", "text-outline-width": size / 6, "z-index": 10 });
  });
}

// The library's own ":visible" may still answer as before the classes changed.
const shown = () => cy.nodes().not(".hidden");

function filtered() {
  const hidden = new Set([...document.querySelectorAll("#kinds input:not(:checked)")].map((box) => box.value));
  cy.batch(() => cy.nodes().forEach((node) => node.toggleClass("hidden", hidden.has(node.data("kind")))));
  for (const label of document.querySelectorAll("#kinds label")) {
    const count = cy.nodes(`[kind="${label.querySelector("input").value}"]`).length;
    label.querySelector("small").textContent = count || "";
    label.classList.toggle("none", !count);
  }
  const list = element("list").querySelector("ul");
  list.replaceChildren(...shown().slice(0, 400).map((node) => {
    const item = document.createElement("li");
    item.append(linkTo(node.id(), node.data("name"), `/page/${node.id()}`));
    return item;
  }));
}

function linkTo(id, text, address) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text;
  return link;
}

function about(node) {
  const title = document.createElement("h2");
  title.textContent = node.data("name");
  const actions = document.createElement("p");
  const center = linkTo(node.id(), "以它为中心", `/graph?node=${encodeURIComponent(node.id())}`);
  center.addEventListener("click", (event) => { event.preventDefault(); go({ node: node.id() }); });
  const open = document.createElement("button");
  open.type = "button";
  open.textContent = "展开邻居";
  open.addEventListener("click", () => expand(node.id()));
  actions.append(linkTo(node.id(), "打开它的页面", `/page/${node.id()}`), "　", center, "　", open);
  const relations = document.createElement("ul");
  relations.className = "plain";
  const tied = node.connectedEdges().filter((edge) => edge.connectedNodes().not(".hidden").length > 1).slice(0, 15);
  relations.replaceChildren(...tied.map((edge) => {
    const other = edge.connectedNodes().not(node);
    const item = document.createElement("li");
    item.append(`${edge.data("label")}：`, linkTo(other.id(), other.data("name"), `/page/${other.id()}`));
    return item;
  }));
  element("about").replaceChildren(title, actions, relations);
  cy.edges().removeClass("told");
  if (node.connectedEdges().length <= 12) node.connectedEdges().addClass("told");
}

async function expand(id) {
  const found = await fetched(`/graph/around?node=${encodeURIComponent(id)}`);
  const root = cy.getElementById(id);
  const at = { ...root.position() };
  const added = drawn(found).filter("node");
  added.forEach((node, i) => {
    const angle = (2 * Math.PI * i) / added.length;
    const away = 110 + 14 * Math.floor(added.length / 8);
    node.position({ x: at.x + away * Math.cos(angle), y: at.y + away * Math.sin(angle) });
  });
  told.textContent = added.length ? `展开了 ${added.length} 个邻居` : "它的邻居都已在图中";
}

// Somebody who asked for nothing yet sees what a picture looks like.
const example = () => new URL(document.querySelector(".starters a")?.href || location.href).searchParams.get("node");

async function show() {
  const asked = new URLSearchParams(location.search);
  told.textContent = "正在取图……";
  try {
    cy.elements().remove();
    element("about").replaceChildren();
    if (asked.get("whole")) {
      const found = await fetched("/graph/whole");
      drawn(found);
      cy.fit(undefined, 20);
      hubsNamed();
      const left = found.more ? `画出联系最多的，另有 ${found.more} 个未画；` : "";
      told.textContent = `整张图：${cy.nodes().length} 个节点、${cy.edges().length} 条边。${left}先标出联系最多、互不遮盖的名称，放大后显示其余的。`;
    } else if (asked.get("from") && asked.get("to")) {
      const found = await fetched(`/graph/between?${new URLSearchParams({ from: asked.get("from"), to: asked.get("to") })}`);
      drawn(found);
      cy.edges().addClass("told");
      cy.layout({ name: "breadthfirst", roots: found.path.slice(0, 1), directed: false, spacingFactor: 1.3, padding: 40 }).run();
      told.textContent = found.path.length ? `两者之间隔 ${found.path.length - 1} 步：${found.nodes.map((node) => node.name).join(" — ")}` : "两者之间没有相连的路";
      named("from", asked.get("from")); named("to", asked.get("to"));
    } else if (asked.get("node") || example()) {
      const node = asked.get("node") || example();
      const found = await fetched(`/graph/around?node=${encodeURIComponent(node)}`);
      drawn(found);
      laidOut(node);
      const root = cy.getElementById(node);
      root.select();
      about(root);
      told.textContent = `${asked.get("node") ? "" : "例如 "}${root.data("name")}：${found.nodes.length - 1} 个邻居${found.more ? `，另有 ${found.more} 个未画` : ""}。双击节点继续展开。`;
      if (asked.get("node")) named("from", node);
    } else {
      told.textContent = "选一个节点，看它与什么相连；点节点看说明，双击节点展开它的邻居。";
    }
  } catch (error) {
    told.textContent = error.message;
  }
}

function named(field, id) {
  const node = cy.getElementById(id);
  if (node.nonempty()) { element(field).value = node.data("name"); keys.set(node.data("name"), id); }
}

function go(state) {
  history.pushState(null, "", `/graph?${new URLSearchParams(state)}`);
  show();
}

async function suggested(event) {
  const found = await fetched(`/graph/search?q=${encodeURIComponent(event.target.value)}`);
  element("found").replaceChildren(...found.map((one) => {
    keys.set(one.label, one.id);
    const option = document.createElement("option");
    option.value = one.label;
    option.label = one.kind;
    return option;
  }));
}

async function chosen(field) {
  const name = element(field).value.trim();
  if (!name) return null;
  if (keys.has(name)) return keys.get(name);
  const found = await fetched(`/graph/search?q=${encodeURIComponent(name)}`);
  if (!found.length) throw new Error(`图谱里没有“${name}”`);
  element(field).value = found[0].label;
  return found[0].id;
}

function saved(content, name) {
  const link = document.createElement("a");
  link.href = content;
  link.download = name;
  link.click();
}

function asSvg() {
  const nodes = shown();
  const box = nodes.boundingBox();
  const text = (words) => words.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const lines = nodes.edgesWith(nodes).map((edge) => {
    const [a, b] = [edge.source().position(), edge.target().position()];
    return `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="#a8a29e"/>`;
  });
  const shapes = nodes.map((node) => {
    const { x, y } = node.position();
    const size = node.width();
    const look = KINDS[node.data("kind")];
    const shape = look.shape === "ellipse" ? `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${look.color}"/>`
      : `<polygon transform="translate(${x - size / 2} ${y - size / 2}) scale(${size / 18})" points="${look.points}" fill="${look.color}"/>`;
    const [at, anchor] = node.hasClass("right") ? [x + size / 2 + 4, "start"] : node.hasClass("left") ? [x - size / 2 - 4, "end"] : [x, "middle"];
    return `${shape}<text x="${at}" y="${anchor === "middle" ? y + size / 2 + 13 : y + 4}" text-anchor="${anchor}" font-size="12">${text(node.data("label"))}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1} ${box.y1} ${box.w} ${box.h}" font-family="sans-serif">${lines.join("")}${shapes.join("")}</svg>`;
}

cy.on("tap", "node", (event) => about(event.target));
cy.on("dbltap", "node", (event) => expand(event.target.id()));
element("kinds").addEventListener("change", filtered);
for (const field of ["from", "to"]) element(field).addEventListener("input", suggested);
element("go").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const [from, to] = [await chosen("from"), await chosen("to")];
    if (from && to) go({ from, to });
    else if (from || to) go({ node: from || to });
    else told.textContent = "先填一个名字";
  } catch (error) { told.textContent = error.message; }
});
element("whole").addEventListener("click", () => go({ whole: 1 }));
element("fit").addEventListener("click", () => cy.fit(undefined, 30));
element("png").addEventListener("click", () => saved(cy.png({ bg: paper, scale: 2, full: true }), "hetu.png"));
element("svg").addEventListener("click", () => saved(URL.createObjectURL(new Blob([asSvg()], { type: "image/svg+xml" })), "hetu.svg"));
addEventListener("popstate", show);
show();
