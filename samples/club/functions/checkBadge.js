// Logs in whoever knows the PIN of a badge. What it returns identifies the user; an error refuses the login.
exports = ({ badge, pin }) => {
  if (pin !== '1234') throw new Error('wrong PIN');
  return { id: `badge-${badge}`, name: `Member ${badge}` };
};
