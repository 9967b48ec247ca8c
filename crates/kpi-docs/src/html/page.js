// The search: words that all stand in an entry keep it on the page. Without this script the page is whole, only without a search.
(function () {
  "use strict";
  var form = document.getElementById("find");
  var field = document.getElementById("words");
  var found = document.getElementById("found");
  var nothing = document.getElementById("nothing");
  var plain = function (text) { return text.normalize("NFKC").toLowerCase(); };
  var entries = Array.from(document.querySelectorAll("main article")).map(function (element) {
    return { element: element, text: plain(element.textContent) };
  });
  var links = Array.from(document.querySelectorAll("nav details")).map(function (part) {
    return { part: part, wasOpen: part.open, items: Array.from(part.querySelectorAll("li:not(.all)")) };
  });
  var sections = Array.from(document.querySelectorAll("main section"));

  function show() {
    var words = plain(field.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    entries.forEach(function (entry) {
      var fits = words.every(function (word) { return entry.text.includes(word); });
      entry.element.hidden = !fits;
      if (fits) { shown += 1; }
    });
    sections.forEach(function (section) { section.hidden = !section.querySelector("article:not([hidden])"); });
    links.forEach(function (link) {
      var left = 0;
      link.items.forEach(function (item) {
        var target = document.getElementById(decodeURIComponent(item.firstChild.hash.slice(1)));
        item.hidden = !target || target.hidden;
        if (!item.hidden) { left += 1; }
      });
      link.part.hidden = left === 0;
      link.part.open = words.length > 0 ? left > 0 : link.wasOpen;
    });
    nothing.hidden = shown > 0;
    found.textContent = words.length === 0 ? "" : shown + (shown === 1 ? " entry" : " entries");
  }

  // A link leads to its entry, also to one that the search has hidden.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      field.value = "";
      show();
      target.scrollIntoView();
    }
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  field.addEventListener("input", show);
  window.addEventListener("hashchange", reveal);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && event.target !== field && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && event.target === field) {
      field.value = "";
      show();
    }
  });
})();
