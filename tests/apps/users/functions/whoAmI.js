exports = () => context.user;
