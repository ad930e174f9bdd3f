// What a customer saves: a tenth from 100 on, a twentieth from 20 on.
// The function is private (see config.json): other functions can call it, clients cannot.
exports = total => {
  if (total >= 100) return total / 10;
  if (total >= 20) return total / 20;
  return 0;
};
