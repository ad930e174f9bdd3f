// Values are the app's settings: files in the folder values/, read by name.
exports = () => ({
  prices: context.values.get('prices'),
  currency: context.values.get('currency'),
});
