// Sets the password for whoever knows the answer, lets others finish with the tokens, and refuses what is wrong.
exports = ({ token, tokenId, username }, answer, number) => {
  if (answer === 'blue' && number === 42) return { status: 'success' };
  if (answer === 'later') {
    console.log(`reset ${username} ${token} ${tokenId}`);
    return { status: 'pending' };
  }
  return { status: 'fail' };
};
