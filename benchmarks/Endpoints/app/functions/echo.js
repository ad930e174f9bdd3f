exports = value => value;
