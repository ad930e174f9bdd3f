// Sets another password for whoever still knows the old one or answers the question.
exports = ({ currentPasswordValid }, answer) => ({
  status: currentPasswordValid || answer === 'blue' ? 'success' : 'fail',
});
