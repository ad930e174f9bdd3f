exports = ({ body }) => JSON.parse(body.text());
