// What the page does: asks for what was typed, and shows the answer.
const search = document.querySelector('[type=search]');
const code = document.querySelector('pre');

search.addEventListener('keyup', async () => {
  const answer = await fetch('/search/' + encodeURIComponent(search.value));
  code.textContent = await answer.text();
});
