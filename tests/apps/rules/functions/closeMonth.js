exports = () => `closed by ${context.user.custom_data.role}`;
