// Logs in at an address and calls a function; prints its result and where the requests went.
const [id, baseUrl] = process.argv.slice(2);
const hosts = new Set();
const fetch = globalThis.fetch;
globalThis.fetch = (url, options) => {
  hosts.add(new URL(url).origin);
  return fetch(url, options);
};

// It takes hold of fetch when it is loaded.
const { App, Credentials } = await import("realm-web");
const user = await new App({ id, baseUrl }).logIn(Credentials.anonymous());
const sum = await user.functions.sum(1, 2);
console.log(JSON.stringify({ sum, hosts: [...hosts] }));
