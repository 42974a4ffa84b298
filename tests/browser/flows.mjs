// What a visitor does at each example. A flow says, too, what must be seen: two programs that are wrong in the same way are not right.
import path from 'node:path';

const picture = (name) => path.join(import.meta.dirname, 'pictures', name);

export const flows = {
  async 'session-counter'(page) {
    await page.open('/');
    await page.reads('Welcome! This is your first visit.');
    await page.open('/');
    await page.open('/');
    await page.reads('Number of views: 3');
    await page.keep();
  },

  async login(page) {
    await page.open('/dashboard');
    await page.reads('Log in');
    await page.press('a[href="/register"]');
    await page.fill('[name=username]', 'ann');
    await page.press('form[action="/register"] button');
    await page.answers(400);
    await page.fill('[name=username]', 'Ann <b>');
    await page.fill('[name=password]', 'paßwort');
    await page.press('form[action="/register"] button');
    await page.fill('[name=username]', 'Ann <b>');
    await page.fill('[name=password]', 'wrong');
    await page.press('form[action="/login"] button');
    await page.answers(401);
    await page.fill('[name=username]', 'Ann <b>');
    await page.fill('[name=password]', 'paßwort');
    await page.press('form[action="/login"] button');
    await page.reads('Welcome back, Ann <b>. You have been here 1 time.');
    await page.press('a[href="/dashboard"]');
    await page.reads('You have been here 2 times.');
    await page.keep();
    await page.press('form[action="/logout"] button');
    await page.reads('Hello, stranger!');
    await page.open('/dashboard');
    await page.reads('Log in');
  },

  async auth(page) {
    await page.open('/restricted');
    await page.reads('Access denied!');
    await page.fill('#username', 'tj');
    await page.fill('#password', 'foobar');
    await page.press('input[type=submit]');
    await page.reads('Authenticated as tj');
    await page.keep();
    await page.press('a[href="/restricted"]');
    await page.reads('Wahoo! restricted area');
    await page.press('a[href="/logout"]');
    await page.open('/restricted');
    await page.reads('Access denied!');
    await page.fill('#username', 'tj');
    await page.press('input[type=submit]');
    await page.reads('Authentication failed');
  },

  async 'passport-login'(page) {
    await page.open('/dashboard');
    await page.reads('Please log in to view that resource');
    await page.press('a[href="/users/register"]');
    await page.fill('[name=name]', 'Ann');
    await page.fill('[name=email]', 'ann@example.com');
    await page.fill('[name=password]', 'abc');
    await page.fill('[name=password2]', 'abd');
    await page.press('form button');
    await page.reads('Passwords do not match');
    await page.keep();
    await page.fill('[name=password]', 'secret');
    await page.fill('[name=password2]', 'secret');
    await page.press('form button');
    await page.reads('You are now registered and can log in');
    await page.fill('[name=email]', 'ann@example.com');
    await page.fill('[name=password]', 'secreT');
    await page.press('form button');
    await page.reads('Password incorrect');
    await page.fill('[name=email]', 'ann@example.com');
    await page.fill('[name=password]', 'secret');
    await page.press('form button');
    await page.reads('Welcome, Ann');
    await page.press('form button');
    await page.reads('You are logged out');
  },

  async 'shopping-cart'(page) {
    await page.open('/');
    await page.fill('form[action="/cart/add/1"] [name=quantity]', '2');
    await page.press('form[action="/cart/add/1"] button');
    await page.open('/');
    await page.press('form[action="/cart/add/3"] button');
    await page.reads('Total');
    await page.keep();
    await page.fill('form[action="/cart/update/1"] [name=quantity]', '5');
    await page.press('form[action="/cart/update/1"] button');
    await page.press('form[action="/cart/remove/3"] button');
    await page.press('form[action="/cart/clear"] button');
    await page.reads('Cart (0)');
    await page.open('/cart');
    await page.reads('It is empty.');
  },

  async todo(page) {
    await page.open('/');
    await page.fill('form[action="/todos"] [name=title]', 'Buy milk & <b>');
    await page.press('form[action="/todos"] button');
    await page.reads('Buy milk & <b>');
    await page.press('form[action="/todos/2/toggle"] button');
    await page.keep();
    await page.press('a[href="/?show=done"]');
    await page.press('a[href="/todos/2"]');
    await page.fill('[name=title]', 'Write a ☃');
    await page.press('form button');
    await page.reads('Write a ☃');
    await page.press('form[action="/todos/3/delete"] button');
    await page.press('form[action="/todos/clear"] button');
    await page.reads('1 left to do');
    await page.press('form[action="/todos"] button');
    await page.answers(400);
    await page.open('/nowhere');
    await page.answers(404);
  },

  async 'contact-form'(page) {
    await page.open('/');
    await page.fill('[name=email]', 'ann');
    await page.press('form button');
    await page.answers(422);
    await page.reads('That email does not look right');
    await page.keep();
    await page.fill('[name=name]', 'Ann "<b>"');
    await page.fill('[name=email]', 'Ann@Example.com');
    await page.fill('[name=message]', 'Hello, is anybody there?');
    await page.press('form button');
    await page.reads('Thank you, Ann "<b>"');
    await page.press('a[href="/contact"]');
    // Somebody's form without the token.
    await page.evaluate("document.querySelector('[name=_csrf]').remove()");
    await page.press('form button');
    await page.answers(403);
    await page.reads('Form expired');
  },

  async blog(page) {
    await page.open('/');
    await page.press('a[href="/posts/new"]');
    await page.fill('[name=title]', 'Good Morning');
    await page.press('form[action="/posts"] button');
    await page.answers(422);
    await page.fill('[name=body]', 'It is early <b>& cold</b>.');
    await page.press('form[action="/posts"] button');
    await page.reads('“Good Morning” is online.');
    await page.fill('[name="comment[text]"]', 'Nice');
    await page.press('form[action="/posts/good-morning/comments"] button');
    await page.reads('Anonymous');
    await page.keep();
    await page.press('a[href="/posts/good-morning/edit"]');
    await page.fill('[name=title]', 'Good Evening');
    await page.press('form[action^="/posts/good-morning?_method="] button');
    await page.reads('The post has been changed.');
    await page.press('form[action="/posts/good-morning?_method=DELETE"] button');
    await page.reads('“Good Evening” is gone.');
    await page.open('/posts/good-morning');
    await page.answers(404);
  },

  async mvc(page) {
    await page.open('/');
    await page.press('a[href="/user/1"]');
    await page.press('a[href="/user/1/edit"]');
    await page.fill('[name="user[name]"]', 'Tobias');
    await page.press('form[action="/user/1?_method=put"] input[type=submit]');
    await page.reads('Information updated!');
    await page.press('a[href="/user/1/edit"]');
    await page.fill('[name="pet[name]"]', 'Snickers');
    await page.press('form[action="/user/1/pet"] input[type=submit]');
    await page.reads('Added pet Snickers');
    await page.keep();
    await page.press('li a[href^="/pet/"]');
    await page.reads('You are viewing');
    await page.open('/user/99');
    await page.answers(404);
  },

  async generator(page) {
    await page.open('/');
    await page.reads('Welcome to Express');
    await page.keep();
    await page.open('/users');
    await page.reads('respond with a resource');
    await page.open('/missing');
    await page.answers(404);
    await page.reads('Not Found');
  },

  async 'error-pages'(page) {
    page.mask('pre'); // the stack, which names places of the program
    await page.open('/');
    await page.press('a[href="/404"]');
    await page.answers(404);
    await page.reads('Cannot find /404');
    await page.keep();
    await page.open('/');
    await page.press('a[href="/403"]');
    await page.answers(403);
    await page.reads('Error: not allowed!');
    await page.open('/');
    await page.press('a[href="/500"]');
    await page.answers(500);
    await page.reads('Error: keyboard cat!');
  },

  async gallery(page) {
    page.mask(/[0-9a-f-]{36}/g); // names of stored files are random
    await page.open('/');
    await page.fill('[name=title]', 'A sunset');
    await page.choose('[name=pictures]', [picture('sunset.png')]);
    await page.press('form button');
    await page.pictures(1);
    await page.choose('[name=pictures]', [picture('sea.png'), picture('sunset.png')]);
    await page.press('form button');
    await page.pictures(3);
    await page.reads('sea.png');
    await page.keep();
    await page.press('figure a');
    await page.press('form button');
    await page.pictures(2);
    await page.choose('[name=pictures]', [import.meta.filename]);
    await page.press('form button');
    await page.answers(400);
    await page.reads('LIMIT_UNEXPECTED_FILE');
  },

  async upload(page) {
    page.mask(/\d{13}-\d{1,10}/g); // names of stored files are made of the time and a random number
    await page.open('/');
    await page.fill('form[action="/upload"] [name=title]', 'Sea');
    await page.choose('[name=photo]', [picture('sea.png')]);
    await page.press('form[action="/upload"] button');
    await page.reads('"title":"Sea","file":"«masked».png"');
    await page.open('/', { pictures: 1 });
    await page.keep();
    // The same twice: which of two names of the same millisecond comes first is chance.
    await page.choose('[name=photos]', [picture('sunset.png'), picture('sunset.png')]);
    await page.press('form[action="/album"] button');
    await page.reads('"files":["«masked».png","«masked».png"]');
    await page.open('/', { pictures: 3 });
  },
};

// What a program leaves behind, beside its own folder's files.
export const leftovers = ['uploads'];
