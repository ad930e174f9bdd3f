const crypto = require("crypto");

exports = (text) => crypto.createHmac("sha256", "key").update(text).digest("hex");
