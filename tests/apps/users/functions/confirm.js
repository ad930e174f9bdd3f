// The first part of the address says what becomes of the account.
exports = ({ username }) => ({ status: username.split('-')[0] });
