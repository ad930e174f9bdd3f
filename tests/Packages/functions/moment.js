const moment = require("moment-timezone");

exports = (date) => moment(date).tz("Europe/Berlin").format("YYYY-MM-DD HH:mm z");
