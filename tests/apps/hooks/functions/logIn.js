exports = (payload) => {
  if (payload.pin !== '1234') throw new Error('wrong pin');
  return { id: `desk-${payload.desk}`, name: `Desk ${payload.desk}` };
};
