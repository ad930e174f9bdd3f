// For rules: whether a user is in a team. It runs as system, because users need not see all teams.
exports = async (team, user) => {
  const found = await context.services.get('mongodb-atlas').db('shop').collection('teams').findOne({ _id: team });
  return found !== null && found.members.includes(user);
};
