// Only in pages of `mkdocs serve`: how far a run may be, by what it took the last time.
for (const bar of document.querySelectorAll(".rnn-awaited-note progress[max]")) {
  const key = `rnn-run-${location.pathname}`;
  const begun = Number(sessionStorage.getItem(key)) || Date.now();
  sessionStorage.setItem(key, begun);
  const grow = () => {
    const seconds = (Date.now() - begun) / 1000;
    if (seconds < bar.max) bar.value = seconds;
    else bar.removeAttribute("value"); // longer than the last time
  };
  setInterval(grow, 200);
}
