// Returns its argument, but fails for text: good for trying what happens to the other calls of a pipeline.
exports = value => {
  if (typeof value === 'string') throw new Error(`text is not welcome: ${value}`);
  return value;
};
