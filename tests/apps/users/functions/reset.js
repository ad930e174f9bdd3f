// Whoever knows the present password, or the answer to the question, may set a new one.
exports = ({ currentPasswordValid }, answer) => ({ status: currentPasswordValid || answer === 'blue' ? 'success' : 'fail' });
