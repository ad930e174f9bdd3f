exports = ({ badge }) => {
  if (!badge) throw new Error('no badge');
  return { id: badge, name: `Badge ${badge}` };
};
