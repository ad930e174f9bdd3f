const { v4, validate } = require("uuid");

exports = () => validate(v4());
