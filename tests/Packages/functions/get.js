const axios = require("axios").default;

exports = async function (url) {
  const response = await axios.get(url, { params: { a: 1 }, headers: { "X-Key": "k" } });
  return { status: response.status, data: response.data };
};
