// Returns its argument as it came. Every type survives: an Int64 stays an Int64, a date stays a date.
exports = value => value;
