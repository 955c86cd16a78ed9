// While nothing has arrived, ask every three seconds and say so at once. Without JavaScript the page reloads instead.
const line = document.getElementById("arrived");
const timer = setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(line.dataset.ask);
    const told = await answer.json();
    if (!told.visitors) return;
    line.textContent = told.says;
    line.className = "notice good";
    clearInterval(timer);
  } catch {
    // the server is away for a moment; the next round asks again
  }
}, 3000);
