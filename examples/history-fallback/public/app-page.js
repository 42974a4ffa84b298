// Shows what the address says, and follows links without asking the server for a page.
async function show() {
  const main = document.querySelector('main');
  if (location.pathname !== '/users') {
    main.textContent = `This is ${location.pathname}`;
    return;
  }
  const users = await (await fetch('/api/users')).json();
  main.textContent = users.map((user) => user.name).join(', ');
}

document.querySelector('nav').addEventListener('click', (event) => {
  if (!event.target.href) return;
  event.preventDefault();
  history.pushState({}, '', event.target.href);
  show();
});
addEventListener('popstate', show);
show();
