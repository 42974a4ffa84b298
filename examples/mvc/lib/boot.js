// Makes the routes of the controllers: their actions have names that say method and path.
const express = require('express');
const path = require('path');

module.exports = function boot(parent, verbose, controllers) {
  for (const [folder, controller] of Object.entries(controllers)) {
    if (verbose) console.log('\n   %s:', folder);
    const name = controller.name || folder;
    const prefix = controller.prefix || '';
    const app = express();

    const routes = {
      show: ['get', '/' + name + '/:' + name + '_id'],
      list: ['get', '/' + name + 's'],
      edit: ['get', '/' + name + '/:' + name + '_id/edit'],
      update: ['put', '/' + name + '/:' + name + '_id'],
      create: ['post', '/' + name],
      index: ['get', '/'],
    };

    // Each controller has an app of its own, with its own engine and views.
    if (controller.engine) app.set('view engine', controller.engine);
    app.set('views', path.join(__dirname, '..', 'controllers', name, 'views'));

    for (const [action, handler] of Object.entries(controller.actions)) {
      if (!routes[action]) throw new Error('unrecognized route: ' + name + '.' + action);
      const method = routes[action][0];
      const url = prefix + routes[action][1];
      if (controller.before) {
        app[method](url, controller.before, handler);
        if (verbose) console.log('     %s %s -> before -> %s', method.toUpperCase(), url, action);
      } else {
        app[method](url, handler);
        if (verbose) console.log('     %s %s -> %s', method.toUpperCase(), url, action);
      }
    }

    parent.use(app);
  }
};
