// Only for users with an email address: config.json says so in can_evaluate.
exports = () => `Welcome back, ${context.user.data.email}!`;
