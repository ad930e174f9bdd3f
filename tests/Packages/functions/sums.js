const _ = require("lodash");
const isEmpty = require("lodash/isEmpty");

exports = (orders) => ({ total: _.sumBy(orders, "price"), byShop: _.countBy(orders, "shop"), empty: isEmpty([]) });
