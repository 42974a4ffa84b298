// Swagger UI, if its files are there; else a bare list of what the API has.
const place = document.querySelector('#swagger-ui');

function add(parent, name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}

async function list() {
  const spec = await (await fetch('/openapi.json')).json();
  add(place, 'h1', `${spec.info.title} ${spec.info.version}`);
  add(place, 'p', 'Swagger UI is not installed: the README tells how.');
  const operations = add(place, 'ul', '');
  for (const [path, methods] of Object.entries(spec.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.summary) add(operations, 'li', `${method.toUpperCase()} ${path}: ${operation.summary}`);
    }
  }
}

if (window.SwaggerUIBundle) SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui' });
else list();
