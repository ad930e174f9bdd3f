// Adds up a cart such as {nuts: 3, bolts: 2}.
exports = cart => {
  const prices = context.values.get('prices');
  let items = 0;
  let total = 0;
  for (const [name, count] of Object.entries(cart ?? {})) {
    if (!Object.hasOwn(prices, name)) throw new Error(`we do not sell ${name}`);
    if (!Number.isInteger(count) || count < 1) throw new Error(`${name}: order at least one`);
    items += count;
    total += count * prices[name];
  }

  return { items, total: toCents(total), currency: context.values.get('currency') };
};

// Helpers may stand anywhere in the file.
function toCents(amount) {
  return Math.round(amount * 100) / 100;
}
