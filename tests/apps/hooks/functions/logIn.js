exports = (payload) => {
  if (payload.pin !== '1234') throw new Error('wrong pin');
  if (payload.desk === 'none') return { name: 'nobody' };
  return { id: `desk-${payload.desk}`, name: `Desk ${payload.desk}` };
};
