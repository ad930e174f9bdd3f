// The first word of the address says what becomes of the account: success-…, pending-… or fail-….
exports = ({ token, tokenId, username }) => {
  const status = username.split('-')[0];
  if (status === 'pending') console.log(`confirm ${username} ${token} ${tokenId}`);
  return { status };
};
