// Tells who is calling. context.user is the user who is logged in; an anonymous one has no email.
exports = () => {
  const { id, type, data, identities } = context.user;
  return { id, type, email: data.email ?? null, identities };
};
